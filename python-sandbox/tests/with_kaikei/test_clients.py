"""The clients that a sandbox sets up, and the people whom it plays."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import TypedDict

import kaikei
import pytest
from kaikei.testing import PageError, Sandbox

EMAIL = "taro@example.com"
Webhook = tuple[list[tuple[str, str]], bytes]


class Payment(TypedDict):
    custom: str
    amount: str
    web_hook: str
    cancel_url: str
    success_url: str
    customer_email: str


def order(web_hook: str = "http://127.0.0.1:9/web_hook") -> Payment:
    return {
        "custom": "ORDER-1",
        "amount": "1980",
        "web_hook": web_hook,
        "cancel_url": "http://127.0.0.1:4000/cancel",
        "success_url": "http://127.0.0.1:4000/thanks",
        "customer_email": "user1@sandbox.test",
    }


class Shop:
    """Takes webhooks, in the order that they arrive."""

    def __init__(self) -> None:
        arrived: Queue[Webhook] = Queue()
        self.arrived = arrived

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                arrived.put((list(self.headers.items()), body))

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/web_hook"
        self.thread = Thread(target=self.server.serve_forever)
        self.thread.start()

    def next(self) -> Webhook:
        return self.arrived.get(timeout=60)

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def test_a_buyer_pays_and_the_order_is_confirmed(kaikei_sandbox: Sandbox, shop: Shop) -> None:
    client = kaikei_sandbox.ito_japan()
    created = client.payments.create(currency_code="JPY", **order(shop.url))
    assert kaikei_sandbox.pay(created.url) == "http://127.0.0.1:4000/thanks"

    headers, body = shop.next()
    event = kaikei.webhooks.verify(kaikei_sandbox.credentials.webhook_secret, body, headers)
    kept = kaikei.Order(custom="ORDER-1", amount="1980", currency="JPY", payment_id=created.payment_id)
    assert client.confirm(kept, event).outcome == "confirmed"
    with pytest.raises(PageError, match="already complete"):
        kaikei_sandbox.pay(created.url)

    (delivery,) = kaikei_sandbox.deliveries()
    assert delivery.payment_id == created.payment_id
    kaikei_sandbox.resend(delivery)
    assert shop.next()[1] == body


def test_webhooks_are_held_back_and_let_go_in_reverse(kaikei_sandbox: Sandbox, shop: Shop) -> None:
    client = kaikei_sandbox.ito_japan()
    kaikei_sandbox.hold_webhooks()
    payments = [client.payments.create(currency_code="JPY", **order(shop.url)) for _ in range(2)]
    for payment in payments:
        kaikei_sandbox.pay(payment.url)
    assert [(webhook.state, webhook.due) for webhook in kaikei_sandbox.deliveries()] == [("held", None)] * 2
    kaikei_sandbox.release_webhooks("reverse")
    arrived = [json.loads(shop.next()[1])["payment_id"] for _ in payments]
    assert arrived == [payment.payment_id for payment in reversed(payments)]


def test_a_webhook_can_be_put_off_and_thrown_away() -> None:
    start = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    with Sandbox(start_at=start) as sandbox:
        client = sandbox.ito_japan(clock=sandbox.clock())
        sandbox.hold_webhooks()
        sandbox.pay(client.payments.create(currency_code="JPY", **order()).url)
        sandbox.delay("webhook-1", timedelta(seconds=90))
        (delivery,) = sandbox.deliveries()
        assert (delivery.state, delivery.due) == ("pending", start + timedelta(seconds=90))
        sandbox.drop(delivery)
        assert sandbox.deliveries()[0].state == "dropped"


def test_a_buyer_cancels(kaikei_sandbox: Sandbox) -> None:
    created = kaikei_sandbox.ito_japan().payments.create(currency_code="JPY", **order())
    assert kaikei_sandbox.cancel(created.url) == "http://127.0.0.1:4000/cancel"
    assert kaikei_sandbox.deliveries() == []


def test_a_user_signs_in(kaikei_sandbox: Sandbox) -> None:
    client = kaikei.ItoJapan(base_url=kaikei_sandbox.base_url)
    login = client.start_login(
        client_id=kaikei_sandbox.credentials.public_client_id, redirect_uri="http://127.0.0.1:4000/callback"
    )
    user = client.finish_login(login.pending, kaikei_sandbox.sign_in(login.authorize_url))
    assert user.me.get().email == kaikei_sandbox.credentials.user_email


def test_a_client_goes_along_with_the_sandboxs_clock(kaikei_sandbox: Sandbox) -> None:
    client = kaikei_sandbox.ito_japan(clock=kaikei_sandbox.clock())
    kaikei_sandbox.advance(timedelta(hours=1))
    assert client.payments.create(currency_code="JPY", **order()).payment_id
    with pytest.raises(kaikei.Error, match="out of range"):
        kaikei_sandbox.ito_japan().payments.create(currency_code="JPY", **order())


def test_waits_take_no_time_with_a_clock(kaikei_sandbox: Sandbox) -> None:
    clock = kaikei_sandbox.clock()
    kaikei_sandbox.fault("too_many=7")
    with pytest.raises(kaikei.NotFoundError):
        kaikei_sandbox.ito_japan(clock=clock).payments.check_validity(payment_id="nothing")
    assert list(clock.waits) == [7.0]


def test_clients_for_asyncio_and_merchants_of_ones_own(kaikei_sandbox: Sandbox) -> None:
    async def use() -> None:
        merchant = kaikei_sandbox.add_merchant()
        created = await kaikei_sandbox.async_ito_japan(merchant).payments.create(
            currency_code="JPY", **order()
        )
        with pytest.raises(kaikei.NotFoundError):
            await kaikei_sandbox.async_ito_japan().payments.check_validity(payment_id=created.payment_id)
        token = await kaikei_sandbox.async_univapay(merchant).tokens.create(method=konbini(), email=EMAIL)
        assert token.id

    asyncio.run(use())
    assert kaikei_sandbox.univapay().tokens.create(method=konbini(), email=EMAIL).id
    assert len({token["merchant"] for token in kaikei_sandbox.control("GET", "tokens")}) == 2


def konbini() -> kaikei.univapay.KonbiniPayment:
    return kaikei.univapay.KonbiniPayment(
        customer_name="TARO YAMADA",
        phone_number=kaikei.univapay.PhoneNumber(country_code="81", local_number="9012345678"),
        convenience_store="seven_eleven",
    )
