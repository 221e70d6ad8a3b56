"""`stripe`, with the HTTP client that it chooses itself: httpx."""

import asyncio

import order
import stripe
import turns


async def main() -> None:
    client = stripe.StripeClient("sk_test_x", base_addresses={"api": order.URL})

    async def call() -> None:
        intent = await client.v1.payment_intents.create_async(order.PAYMENT_INTENT)
        assert intent.id.startswith("pi_")

    await turns.at_once(call)


asyncio.run(main())
