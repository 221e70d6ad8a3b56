"""`standardwebhooks`, with its own headers over the same bytes; it answers a dictionary."""

import base64
import hmac
from collections.abc import Callable

import delivery
import turns
from standardwebhooks import Webhook

webhook = Webhook(base64.b64encode(delivery.SECRET.encode()).decode())
body = delivery.body()


def prepare() -> Callable[[], object]:
    timestamp = delivery.now()
    text = b"msg_1." + timestamp.encode() + b"." + body
    signed = base64.b64encode(hmac.digest(delivery.SECRET.encode(), text, "sha256")).decode()
    headers = delivery.USUAL_HEADERS | {
        "webhook-id": "msg_1",
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + signed,
    }

    def call() -> object:
        e = webhook.verify(body, headers)
        return (
            e["code"], e["status"], e["payment_id"], e["transaction"], e["amount"], e["charge"], e["currency"],
            e["custom"], e["date"],
        )  # fmt: skip

    return call


turns.one_by_one(prepare)
