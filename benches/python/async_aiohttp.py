"""aiohttp: bytes signed beforehand, and the answer's JSON."""

import asyncio

import aiohttp
import order
import turns


async def main() -> None:
    async with aiohttp.ClientSession() as client:

        async def call() -> None:
            async with client.post(order.TARGET, data=order.BODY, headers=order.HEADERS) as answer:
                order.check((await answer.json())["payment_id"])

        await turns.at_once(call)


asyncio.run(main())
