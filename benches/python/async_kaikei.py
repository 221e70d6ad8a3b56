"""Ours: checks, signs, sends, judges and decodes."""

import asyncio

import order
import turns
from kaikei import AsyncItoJapan


async def main() -> None:
    client = AsyncItoJapan(base_url=order.URL, access_key="access", secret_key="secret")

    async def call() -> None:
        created = await client.payments.create(
            custom=order.CUSTOM,
            currency_code="JPY",
            amount=28000,
            details=order.DETAILS,
            web_hook=order.WEB_HOOK,
            cancel_url=order.CANCEL_URL,
            success_url=order.SUCCESS_URL,
            customer_email=order.CUSTOMER_EMAIL,
        )
        order.check(created.payment_id)

    await turns.at_once(call)


asyncio.run(main())
