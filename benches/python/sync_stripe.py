"""`stripe`, with the HTTP client that it chooses itself."""

import order
import stripe
import turns

client = stripe.StripeClient("sk_test_x", base_addresses={"api": order.URL})


def call() -> None:
    intent = client.v1.payment_intents.create(order.PAYMENT_INTENT)
    assert intent.id.startswith("pi_")


turns.one_by_one(lambda: call)
