"""The shop against the embedded sandbox: `make demo-python`."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from pathlib import Path

import httpx
import uvicorn
from shop import Orders, make_app

from kaikei.testing import Sandbox
from kaikei.webhooks import Verifier


async def demo() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    shop_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        orders = Orders(Path(folder) / "shop.sqlite")
        app = make_app(
            sandbox.async_ito_japan(),
            Verifier(sandbox.credentials.webhook_secret),
            orders,
            lambda: shop_url,
        )
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        serving = asyncio.create_task(server.serve([listener]))
        async with httpx.AsyncClient(base_url=shop_url, trust_env=False) as buyer:
            answer = await buyer.post("/buy/course", params={"email": "user1@sandbox.test"})
            checkout = answer.headers["location"]
            print(f"✓ the shop sends the buyer to {checkout.split('?')[0]}")
            thanks = await asyncio.to_thread(sandbox.pay, checkout)
            print(f"✓ the buyer pays, and comes back to {thanks}")
            while not (deliveries := sandbox.deliveries()) or not deliveries[0].attempts:
                await asyncio.sleep(0)
            custom = orders.all()[0]
            print(f"✓ the webhook arrived and was confirmed: {orders.deliveries(custom)} delivery")
            sandbox.resend(deliveries[0], times=5)
            while len(sandbox.deliveries()[0].attempts) < 6:
                await asyncio.sleep(0)
            print(f"✓ five repeats later: still {orders.deliveries(custom)} delivery")
            assert orders.deliveries(custom) == 1
        server.should_exit = True
        await serving


if __name__ == "__main__":
    asyncio.run(demo())
