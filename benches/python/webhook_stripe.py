"""`stripe`, with its own header, and the fields in the envelope of its events: as many bytes as the others get."""

from collections.abc import Callable

import delivery
import stripe
import turns

HEAD, TAIL = b'{"id":"evt_1","object":"event","data":{"object":', b"}}"
fields = delivery.body()
# What the envelope takes, `custom` gives.
cut = fields.index(b'"custom":"') + len(b'"custom":"')
body = HEAD + fields[:cut] + fields[cut + len(HEAD + TAIL) :] + TAIL


def prepare() -> Callable[[], object]:
    timestamp = delivery.now()
    signed = delivery.signature(timestamp.encode() + b"." + body)
    headers = delivery.USUAL_HEADERS | {"stripe-signature": f"t={timestamp},v1={signed}"}

    def call() -> object:
        event = stripe.Webhook.construct_event(body, headers["stripe-signature"], delivery.SECRET, api_key="sk_test_x")
        e = event["data"]["object"]
        return (
            e["code"], e["status"], e["payment_id"], e["transaction"], e["amount"], e["charge"], e["currency"],
            e["custom"], e["date"],
        )  # fmt: skip

    return call


turns.one_by_one(prepare)
