"""httpx with its default limits: bytes signed beforehand, and the answer's JSON."""

import asyncio

import httpx
import order
import turns


async def main() -> None:
    async with httpx.AsyncClient() as client:

        async def call() -> None:
            answer = await client.post(order.TARGET, content=order.BODY, headers=order.HEADERS)
            order.check(answer.json()["payment_id"])

        await turns.at_once(call)


asyncio.run(main())
