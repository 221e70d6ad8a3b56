"""Logins, sessions, and the functions that need no client."""

from __future__ import annotations

import asyncio
import sys
import threading
from datetime import timezone
from typing import Any

import pytest

import kaikei
from kaikei import _base
from kaikei.testing import Clock, Sandbox


@pytest.fixture
def app(sandbox: Sandbox) -> kaikei.ItoJapan:
    return kaikei.ItoJapan(base_url=sandbox.base_url, proxy="direct")


def start(app: kaikei.ItoJapan | kaikei.AsyncItoJapan, sandbox: Sandbox) -> kaikei.Login:
    keys = sandbox.credentials
    return app.start_login(client_id=keys.public_client_id, redirect_uri=keys.redirect_uri)


def test_a_login(app: kaikei.ItoJapan, sandbox: Sandbox) -> None:
    login = start(app, sandbox)
    redirect = sandbox.sign_in(login.authorize_url)
    # A login survives the end of a process.
    pending = kaikei.PendingLogin.load(login.pending.export())
    user = app.finish_login(pending, redirect)
    assert isinstance(user, kaikei.ItoJapan)
    assert user.me.get().email == sandbox.credentials.user_email
    assert app.tokens is None
    with pytest.raises(kaikei.OauthError) as caught:
        app.finish_login(pending, redirect)
    assert caught.value.code == "login_used"


def test_a_login_with_asyncio(sandbox: Sandbox) -> None:
    async def main() -> None:
        async with kaikei.AsyncItoJapan(base_url=sandbox.base_url, proxy="direct") as app:
            login = start(app, sandbox)
            user = await app.finish_login(login.pending, sandbox.sign_in(login.authorize_url))
            assert isinstance(user, kaikei.AsyncItoJapan)
            assert (await user.me.get()).email == sandbox.credentials.user_email

    asyncio.run(main())


def test_kept_tokens(app: kaikei.ItoJapan, sandbox: Sandbox) -> None:
    login = start(app, sandbox)
    tokens = app.finish_login(login.pending, sandbox.sign_in(login.authorize_url)).tokens
    assert tokens is not None
    assert tokens.expires_at is not None
    assert tokens.expires_at.tzinfo is timezone.utc
    kept = kaikei.Tokens.load(tokens.export())
    assert (kept.access_token, kept.refresh_token) == (tokens.access_token, tokens.refresh_token)
    user = app.with_session(kept, client_id=sandbox.credentials.public_client_id)
    assert user.me.balance().currency == "USD"
    for text in (repr(tokens), repr(login), repr(login.pending), repr(user), str(tokens)):
        assert tokens.access_token not in text
        assert "state=" not in text


def test_a_forged_redirect_leaves_the_login_pending(app: kaikei.ItoJapan, sandbox: Sandbox) -> None:
    login = start(app, sandbox)
    redirect = sandbox.sign_in(login.authorize_url)
    with pytest.raises(kaikei.OauthError) as caught:
        app.finish_login(login.pending, redirect.replace("state=", "state=x"))
    assert caught.value.code == "state_mismatch"
    assert app.finish_login(login.pending, redirect).me.get().id


def test_a_denied_login(app: kaikei.ItoJapan, sandbox: Sandbox) -> None:
    login = start(app, sandbox)
    with pytest.raises(kaikei.OauthError) as caught:
        app.finish_login(login.pending, sandbox.sign_in(login.authorize_url, allow=False))
    assert caught.value.code == "access_denied"


def test_the_clients_clock_judges_a_login(sandbox: Sandbox) -> None:
    clock = Clock()
    app = kaikei.ItoJapan(base_url=sandbox.base_url, proxy="direct", clock=clock)
    login = start(app, sandbox)
    redirect = sandbox.sign_in(login.authorize_url)
    clock.advance(601)
    with pytest.raises(kaikei.OauthError) as caught:
        app.finish_login(login.pending, redirect)
    assert caught.value.code == "login_expired"


@pytest.mark.parametrize("text", ["", "null", "{}", "\ud800"])
def test_what_export_did_not_write(text: str) -> None:
    for load in (kaikei.Tokens.load, kaikei.PendingLogin.load):
        with pytest.raises(kaikei.InvalidRequestError):
            load(text)


def test_pkce() -> None:
    pair = kaikei.pkce("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert pair.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert kaikei.pkce().verifier != kaikei.pkce().verifier
    assert pair.verifier not in repr(pair)
    with pytest.raises(kaikei.InvalidRequestError):
        kaikei.pkce("short")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"scopes": "profile"}, "scopes"),
        ({"scopes": 5}, "scopes"),
        ({"scopes": [5]}, "scopes"),
        ({"client_id": None}, "client_id"),
        ({"redirect_uri": b"x"}, "redirect_uri"),
        ({"redirect_uri": "http://example.com/"}, "redirect_uri"),
    ],
)
def test_bad_input(app: kaikei.ItoJapan, wrong: dict[str, Any], field: str) -> None:
    good = {"client_id": "x", "redirect_uri": "http://127.0.0.1/callback"}
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        app.start_login(**{**good, **wrong})
    assert caught.value.field == field


def test_objects_of_other_classes(app: kaikei.ItoJapan) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        app.finish_login("pending", "http://127.0.0.1/")  # type: ignore[arg-type]
    assert caught.value.field == "pending"
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        app.with_session("tokens", client_id="x")  # type: ignore[arg-type]
    assert caught.value.field == "tokens"


@pytest.mark.parametrize("kind", [kaikei.ItoJapan, kaikei.AsyncItoJapan])
@pytest.mark.parametrize(
    ("method", "positional", "given", "field"),
    [
        ("start_login", (), {"client": "x"}, "client"),
        ("start_login", (), {"client_id": "x"}, "redirect_uri"),
        ("finish_login", (None,), {"redirect": "x"}, "redirect"),
        ("with_session", (None,), {}, "client_id"),
        ("confirm", (None,), {}, "event"),
    ],
)
def test_wrong_names(
    kind: Any, method: str, positional: tuple[Any, ...], given: dict[str, Any], field: str
) -> None:
    client = kind(base_url="http://127.0.0.1:9", proxy="direct")
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        getattr(client, method)(*positional, **given)
    assert caught.value.field == field


def test_unexpected_exceptions_become_ours(app: kaikei.ItoJapan, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def fail(self, *args: object) -> None:
            raise RuntimeError("boom")

        start_login = finish_login = with_session = confirm = fail

    monkeypatch.setattr(app, "_native", Broken())
    client: Any = app
    for call in (
        lambda: client.start_login(client_id="x", redirect_uri="x"),
        lambda: client.finish_login(None, "x"),
        lambda: client.with_session(None, client_id="x"),
        lambda: client.confirm(None, None),
    ):
        with pytest.raises(kaikei.InternalError) as caught:
            call()
        assert isinstance(caught.value.__cause__, RuntimeError)


def test_users_that_are_made_while_a_process_forks(app: kaikei.ItoJapan, sandbox: Sandbox) -> None:
    login = start(app, sandbox)
    tokens = app.finish_login(login.pending, sandbox.sign_in(login.authorize_url)).tokens
    assert tokens is not None
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            app.with_session(tokens, client_id="x")

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=work) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        for _ in range(2000):
            _base._before_fork()
    finally:
        stop.set()
        sys.setswitchinterval(interval)
        for thread in threads:
            thread.join()
