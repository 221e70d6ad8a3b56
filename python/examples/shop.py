"""A shop with FastAPI: a checkout, its webhook, and a delivery that happens exactly once.

SHOP_URL=https://shop.example ITO_ACCESS_KEY=… ITO_SECRET_KEY=… ITO_WEBHOOK_SECRET=… \\
        uvicorn --factory shop:app
"""

import os
import secrets
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import RedirectResponse

import kaikei
from kaikei.webhooks import Fingerprint, Verifier, WebhookEvent
from kaikei.webhooks.fastapi import webhook

PRICES = {"book": Decimal("28.00"), "course": Decimal("280.00")}
CURRENCY: Final = "USD"

SCHEMA = """
    CREATE TABLE IF NOT EXISTS orders (
        custom TEXT PRIMARY KEY, amount TEXT NOT NULL, currency TEXT NOT NULL, payment_id TEXT
    );
    -- One row for each event that was handled: its key is what makes a delivery happen once.
    CREATE TABLE IF NOT EXISTS handled (event_key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS deliveries (custom TEXT NOT NULL);
"""


class Orders:
    """The shop's own records. Each call is one transaction, on a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as database:
            database.executescript(SCHEMA)

    def _open(self) -> "_Transaction":
        return _Transaction(self._path)

    def add(self, item: str) -> kaikei.Order:
        order = kaikei.Order(custom=f"ORDER-{secrets.token_hex(8)}", amount=PRICES[item], currency=CURRENCY)
        with self._open() as database:
            row = (order.custom, str(order.amount), order.currency)
            database.execute("INSERT INTO orders (custom, amount, currency) VALUES (?, ?, ?)", row)
        return order

    def started(self, custom: str, payment_id: str) -> None:
        with self._open() as database:
            database.execute("UPDATE orders SET payment_id = ? WHERE custom = ?", (payment_id, custom))

    def find(self, custom: str) -> kaikei.Order | None:
        with self._open() as database:
            query = "SELECT amount, currency, payment_id FROM orders WHERE custom = ?"
            row = database.execute(query, (custom,)).fetchone()
        if row is None:
            return None
        return kaikei.Order(custom=custom, amount=Decimal(row[0]), currency=row[1], payment_id=row[2])

    def all(self) -> list[str]:
        with self._open() as database:
            return [row[0] for row in database.execute("SELECT custom FROM orders")]

    def repeats(self, event: WebhookEvent) -> bool:
        """Whether this event was handled before. Another amount under its key is a `ConflictError`."""
        with self._open() as database:
            query = "SELECT fingerprint FROM handled WHERE event_key = ?"
            row = database.execute(query, (event.key,)).fetchone()
        return row is not None and Fingerprint.load(row[0]).compare(event) == "same"

    def deliver(self, event: WebhookEvent) -> bool:
        """Delivers, unless another delivery of the same event came first."""
        with self._open() as database:
            row = (event.key, event.fingerprint().export())
            try:
                database.execute("INSERT INTO handled VALUES (?, ?)", row)
            except sqlite3.IntegrityError:
                return False
            database.execute("INSERT INTO deliveries VALUES (?)", (event.custom,))
        return True

    def deliveries(self, custom: str) -> int:
        with self._open() as database:
            row = database.execute("SELECT count(*) FROM deliveries WHERE custom = ?", (custom,)).fetchone()
        count: int = row[0]
        return count


class _Transaction:
    """Begins to write at once, so that two webhooks wait for each other; ends in a commit or a rollback."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, timeout=60)

    def __enter__(self) -> sqlite3.Connection:
        self._database.execute("BEGIN IMMEDIATE")
        return self._database

    def __exit__(self, cls: type[BaseException] | None, *_: object) -> None:
        try:
            if self._database.in_transaction:
                self._database.execute("COMMIT" if cls is None else "ROLLBACK")
        finally:
            self._database.close()


def make_app(
    client: kaikei.AsyncItoJapan, verifier: Verifier, orders: Orders, shop_url: Callable[[], str]
) -> FastAPI:
    verified = webhook(verifier)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        async with client:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/buy/{item}", response_class=RedirectResponse)
    async def buy(item: str, email: str) -> RedirectResponse:
        if item not in PRICES:
            raise HTTPException(404)
        order = orders.add(item)
        created = await client.payments.create(
            custom=order.custom,
            currency_code=CURRENCY,
            amount=order.amount,
            details=item,
            web_hook=f"{shop_url()}/web_hook",
            cancel_url=f"{shop_url()}/cancelled",
            success_url=f"{shop_url()}/thanks",
            customer_email=email,
        )
        orders.started(order.custom, created.payment_id)
        return RedirectResponse(created.url, 303)

    @app.post("/web_hook")
    async def web_hook(event: Annotated[WebhookEvent, Depends(verified)]) -> str:
        order = orders.find(event.custom)
        if order is None:
            return "not an order of this shop"
        if orders.repeats(event):
            return "handled before"
        confirmation = await client.confirm(order, event)
        if confirmation.outcome == "unknown":
            # The gateway could not be asked. This answer makes it deliver the webhook again.
            raise HTTPException(503)
        if not confirmation.confirmed:
            return "not paid"
        return "delivered" if orders.deliver(event) else "handled before"

    return app


def app() -> FastAPI:
    """The shop as its environment says: `uvicorn --factory shop:app`."""
    keys = {name: os.environ[f"ITO_{name}"] for name in ("ACCESS_KEY", "SECRET_KEY", "WEBHOOK_SECRET")}
    client = kaikei.AsyncItoJapan(access_key=keys["ACCESS_KEY"], secret_key=keys["SECRET_KEY"])
    orders = Orders(Path(os.environ.get("SHOP_DATABASE", "shop.sqlite")))
    return make_app(client, Verifier(keys["WEBHOOK_SECRET"]), orders, lambda: os.environ["SHOP_URL"])
