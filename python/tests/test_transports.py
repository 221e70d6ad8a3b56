"""A user's own HTTP client, and their own place for tokens."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
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


class App:
    """Its transport leads back to its client."""

    def __init__(self, kind: Any, settings: dict[str, Any]) -> None:
        self.client = kind(**settings, transport=self.send)

    def send(self, request: kaikei.Request) -> Any:
        return through_httpx(request)


class AsyncApp(App):
    async def send(self, request: kaikei.Request) -> Any:
        return await through_async_httpx(request)


def test_a_transport_that_leads_to_its_client_is_collected(settings: dict[str, Any]) -> None:
    app = App(kaikei.ItoJapan, settings)
    app.client.payments.create(**PAYMENT)
    gone = weakref.ref(app)
    del app
    gc.collect()
    assert gone() is None


def test_an_async_transport_that_leads_to_its_client_is_collected(settings: dict[str, Any]) -> None:
    app = AsyncApp(kaikei.AsyncItoJapan, settings)
    asyncio.run(app.client.payments.create(**PAYMENT))
    gone = weakref.ref(app)
    del app
    gc.collect()
    assert gone() is None


def test_a_store_that_leads_to_its_client_is_collected(sandbox: Sandbox) -> None:
    for transport in (None, through_httpx):
        store = Store()
        store.user = log_in(sandbox, store, transport=transport)  # type: ignore[attr-defined]
        gone = weakref.ref(store)
        del store
        gc.collect()
        assert gone() is None


def test_a_client_made_from_another_keeps_the_transport(sandbox: Sandbox) -> None:
    seen: list[str] = []

    def transport(request: kaikei.Request) -> kaikei.Response:
        seen.append(request.url)
        return through_httpx(request)

    user = log_in(sandbox, Store(), transport=transport)
    tokens = user.tokens
    assert tokens is not None
    other = user.with_session(tokens, client_id=sandbox.credentials.public_client_id)
    del user, transport
    gc.collect()
    before = len(seen)
    other.me.get()
    assert len(seen) == before + 1


def test_a_call_keeps_its_client(settings: dict[str, Any]) -> None:
    async def main() -> None:
        async def transport(request: kaikei.Request) -> kaikei.Response:
            gc.collect()
            await asyncio.sleep(0)
            return await through_async_httpx(request)

        call = kaikei.AsyncItoJapan(**settings, transport=transport).payments.create(**PAYMENT)
        del transport
        gc.collect()
        assert (await call).payment_id

    asyncio.run(main())


def test_a_renewal_that_hangs_is_limited(sandbox: Sandbox) -> None:
    clock, hangs, let_go = Clock(), threading.Event(), threading.Event()

    def transport(request: kaikei.Request) -> kaikei.Response:
        if hangs.is_set() and request.purpose == "token":
            let_go.wait(30)
            raise OSError
        return through_httpx(request)

    user = log_in(sandbox, Store(), clock=clock, transport=transport)
    clock.advance(7 * 24 * 3600)
    hangs.set()
    start = time.monotonic()
    try:
        for _ in range(2):
            with pytest.raises(kaikei.Error) as caught:
                user.me.get(attempt_timeout=0.2, max_retries=0)
            assert "took too long" in str(caught.value)
        assert time.monotonic() - start < 10
    finally:
        let_go.set()


def test_a_failing_store_is_told_as_a_store(sandbox: Sandbox) -> None:
    class Broken(AsyncStore):
        async def save(self, tokens: kaikei.Tokens) -> None:  # type: ignore[override]
            raise OSError

    clock, store = Clock(), Store()
    user = log_in(sandbox, store, clock=clock)
    clock.advance(7 * 24 * 3600)
    store.broken = True
    with pytest.raises(kaikei.Error, match="the token store failed: it raised OSError"):
        user.me.get()
    tokens = log_in(sandbox, Store()).tokens
    assert tokens is not None
    app = kaikei.AsyncItoJapan(base_url=sandbox.base_url, proxy="direct", clock=clock)
    other = app.with_session(tokens, client_id=sandbox.credentials.public_client_id, token_store=Broken())
    with pytest.raises(kaikei.Error, match="the token store failed: it raised OSError"):
        asyncio.run(other.me.get())
