"""A user's own HTTP client, and their own place for tokens."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest
from conftest import PAYMENT

import kaikei
from kaikei.testing import Clock, Sandbox


def through_httpx(request: kaikei.Request) -> kaikei.Response:
    with httpx.Client(trust_env=False) as http:
        answer = http.request(
            request.method,
            request.url,
            headers=request.headers,
            content=request.body,
            timeout=request.timeout,
            follow_redirects=False,
        )
    return kaikei.Response(answer.status_code, answer.headers.multi_items(), answer.content)


async def through_async_httpx(request: kaikei.Request) -> kaikei.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.request(
            request.method,
            request.url,
            headers=request.headers,
            content=request.body,
            timeout=request.timeout,
        )
    return kaikei.Response(answer.status_code, dict(answer.headers), answer.content)


def test_sync(settings: dict[str, Any]) -> None:
    seen: list[kaikei.Request] = []

    def transport(request: kaikei.Request) -> kaikei.Response:
        seen.append(request)
        assert threading.current_thread() is threading.main_thread()
        return through_httpx(request)

    client = kaikei.ItoJapan(**settings, transport=transport)
    user = client.users.create(email="a@example.com")
    assert user.response is not None
    assert user.response.http_status == 201
    assert [request.purpose for request in seen] == ["token", "call"]
    assert seen[1].method == "POST"
    assert settings["merchant_client_secret"] not in "".join(map(repr, seen))


def test_async(settings: dict[str, Any]) -> None:
    client = kaikei.AsyncItoJapan(**settings, transport=through_async_httpx)

    async def main() -> None:
        made = await asyncio.gather(*(client.payments.create(**PAYMENT) for _ in range(5)))
        assert len({payment.payment_id for payment in made}) == 5

    asyncio.run(main())
    asyncio.run(main())


FAILURES = [
    (kaikei.TransportFailure("no route", phase="connect", sent="no"), kaikei.ConnectionFailedError, "no"),
    (kaikei.TransportFailure("gone", phase="receive", sent="yes"), kaikei.OutcomeUnknownError, "yes"),
    (kaikei.TransportFailure("slow", phase="timeout", sent="maybe"), kaikei.OutcomeUnknownError, "maybe"),
    (ValueError("secret text"), kaikei.OutcomeUnknownError, "maybe"),
]


@pytest.mark.parametrize(("raised", "cls", "sent"), FAILURES)
def test_failures_are_told_honestly(
    settings: dict[str, Any], raised: Exception, cls: type[kaikei.Error], sent: str
) -> None:
    def transport(request: kaikei.Request) -> kaikei.Response:
        raise raised

    async def async_transport(request: kaikei.Request) -> kaikei.Response:
        raise raised

    with pytest.raises(cls) as caught:
        kaikei.ItoJapan(**settings, transport=transport).payments.create(**PAYMENT, max_retries=0)
    assert caught.value.sent == sent
    assert "secret text" not in str(caught.value)
    client = kaikei.AsyncItoJapan(**settings, transport=async_transport)
    with pytest.raises(cls) as caught:
        asyncio.run(client.payments.create(**PAYMENT, max_retries=0))
    assert caught.value.sent == sent


@pytest.mark.parametrize("returned", [None, "text", (200, b"")])
def test_what_is_no_response(settings: dict[str, Any], returned: Any) -> None:
    client = kaikei.ItoJapan(**settings, transport=lambda request: returned)
    with pytest.raises(kaikei.OutcomeUnknownError):
        client.payments.create(**PAYMENT)


def test_the_wrong_kind_of_transport(settings: dict[str, Any]) -> None:
    client = kaikei.ItoJapan(**settings, transport=through_async_httpx)
    with pytest.raises(kaikei.ConnectionFailedError) as caught:
        client.payments.create(**PAYMENT, max_retries=0)
    assert caught.value.sent == "no"
    assert "async client" in str(caught.value)


def test_an_order_to_stop_is_obeyed(settings: dict[str, Any]) -> None:
    def transport(request: kaikei.Request) -> kaikei.Response:
        raise KeyboardInterrupt

    client = kaikei.ItoJapan(**settings, transport=transport)
    with pytest.raises(KeyboardInterrupt):
        client.payments.create(**PAYMENT)


def test_no_call_inside_a_call(settings: dict[str, Any]) -> None:
    inner = kaikei.ItoJapan(**settings)
    errors: list[kaikei.Error] = []

    def transport(request: kaikei.Request) -> kaikei.Response:
        with pytest.raises(kaikei.ConfigurationError) as caught:
            inner.payments.create(**PAYMENT)
        errors.append(caught.value)
        return through_httpx(request)

    kaikei.ItoJapan(**settings, transport=transport).payments.create(**PAYMENT)
    assert errors[0].field == "client"


def test_cancelling_stops_the_coroutine(settings: dict[str, Any]) -> None:
    async def main() -> None:
        started, stopped = asyncio.Event(), asyncio.Event()

        async def transport(request: kaikei.Request) -> kaikei.Response:
            started.set()
            try:
                await asyncio.Event().wait()
            finally:
                stopped.set()
            raise AssertionError

        client = kaikei.AsyncItoJapan(**settings, transport=transport)
        task = asyncio.ensure_future(client.payments.create(**PAYMENT))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await stopped.wait()

    asyncio.run(main())


def test_its_time_is_limited(settings: dict[str, Any]) -> None:
    async def transport(request: kaikei.Request) -> kaikei.Response:
        await asyncio.Event().wait()
        raise AssertionError

    client = kaikei.AsyncItoJapan(**settings, transport=transport)
    with pytest.raises(kaikei.OutcomeUnknownError):
        asyncio.run(client.payments.create(**PAYMENT, timeout=0.05))


class Store:
    def __init__(self) -> None:
        self.saved: list[str] = []
        self.broken = False

    def save(self, tokens: kaikei.Tokens) -> None:
        if self.broken:
            raise OSError("the disk is full")
        self.saved.append(tokens.export())


class AsyncStore(Store):
    async def save(self, tokens: kaikei.Tokens) -> None:  # type: ignore[override]
        await asyncio.sleep(0)
        super().save(tokens)


def log_in(sandbox: Sandbox, store: Store, **settings: Any) -> kaikei.ItoJapan:
    keys = sandbox.credentials
    app = kaikei.ItoJapan(base_url=sandbox.base_url, proxy="direct", **settings)
    login = app.start_login(client_id=keys.public_client_id, redirect_uri=keys.redirect_uri)
    return app.finish_login(login.pending, sandbox.sign_in(login.authorize_url), token_store=store)


@pytest.mark.parametrize("transport", [None, through_httpx])
def test_renewed_tokens_are_saved(sandbox: Sandbox, transport: Any) -> None:
    store, clock = Store(), Clock()
    user = log_in(sandbox, store, clock=clock, transport=transport)
    assert len(store.saved) == 1
    clock.advance(7 * 24 * 3600)
    user.me.get()
    assert len(store.saved) == 2
    assert user.tokens is not None
    assert user.tokens.export() == store.saved[1]


def test_a_store_that_fails(sandbox: Sandbox) -> None:
    store, clock = Store(), Clock()
    user = log_in(sandbox, store, clock=clock)
    clock.advance(7 * 24 * 3600)
    store.broken = True
    with pytest.raises(kaikei.Error) as caught:
        user.me.get()
    assert "disk" not in str(caught.value)
    assert "OSError" in str(caught.value)
    store.broken = False
    user.me.get()
    assert len(store.saved) == 2


@pytest.mark.parametrize("store", [Store(), AsyncStore()])
def test_stores_of_async_clients(sandbox: Sandbox, store: Store) -> None:
    kept, clock = log_in(sandbox, Store()).tokens, Clock()
    assert kept is not None
    client = kaikei.AsyncItoJapan(
        base_url=sandbox.base_url, clock=clock, transport=through_async_httpx
    ).with_session(kept, client_id=sandbox.credentials.public_client_id, token_store=store)
    clock.advance(7 * 24 * 3600)

    async def main() -> None:
        # The renewal is the first thing that this client sends, apart from the calls that wait for it.
        await asyncio.gather(client.me.get(), client.me.balance())

    asyncio.run(main())
    assert len(store.saved) == 1


def test_a_coroutine_store_needs_an_async_client(sandbox: Sandbox) -> None:
    user = log_in(sandbox, AsyncStore())
    with pytest.raises(kaikei.Error) as caught:
        user.me.get()
    assert "async client" in str(caught.value)
