"""The Python package against the OAuth server: a user's login, refresh with rotation, and client credentials."""

import asyncio
import json
import subprocess
import urllib.request
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import kaikei

HERE = Path(__file__).parent
REDIRECT_URI = "http://127.0.0.1:1/callback"


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, Any]]:
    command = ["node", str(HERE / "server.mjs")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout is not None
        yield json.loads(program.stdout.readline())
        program.terminate()


def walk(authorize_url: str, *options: str) -> str:
    """Plays the user, and returns where the browser is sent back to."""
    command = ["node", str(HERE / "walk.mjs"), authorize_url, *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def revoke(server: dict[str, Any], access_token: str) -> None:
    """Ends an access token before its time."""
    body = json.dumps({"access_token": access_token}).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(server["revoke_url"], body, headers)
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


class Store:
    """Keeps every set of tokens it was given."""

    def __init__(self) -> None:
        self.saved: list[str] = []

    def save(self, tokens: kaikei.Tokens) -> None:
        self.saved.append(tokens.export())


def test_a_user_signs_in_and_the_session_renews_itself(server: dict[str, Any]) -> None:
    with kaikei.ItoJapan(base_url=server["ito_base_url"]) as app:
        login = app.start_login(client_id=server["public_client_id"], redirect_uri=REDIRECT_URI)
        store = Store()
        user = app.finish_login(login.pending, walk(login.authorize_url), token_store=store)
        assert user.me.get().email == "user1@sandbox.test"
        first = user.tokens
        assert first is not None
        revoke(server, first.access_token)
        assert user.me.get().email == "user1@sandbox.test"
        assert user.tokens is not None
        assert user.tokens.refresh_token != first.refresh_token
        assert len(store.saved) == 2
        tokens = kaikei.Tokens.load(store.saved[-1])
        later = app.with_session(tokens, client_id=server["public_client_id"])
        assert later.me.get().email == "user1@sandbox.test"


def test_the_same_with_asyncio(server: dict[str, Any]) -> None:
    async def run() -> None:
        async with kaikei.AsyncItoJapan(base_url=server["ito_base_url"]) as app:
            login = app.start_login(client_id=server["public_client_id"], redirect_uri=REDIRECT_URI)
            store = Store()
            back = await asyncio.to_thread(walk, login.authorize_url)
            user = await app.finish_login(login.pending, back, token_store=store)
            assert user.tokens is not None
            await asyncio.to_thread(revoke, server, user.tokens.access_token)
            both = await asyncio.gather(user.me.get(), user.me.get())
            assert [me.email for me in both] == ["user1@sandbox.test"] * 2
            assert len(store.saved) == 2

    asyncio.run(run())


def test_a_user_who_denies(server: dict[str, Any]) -> None:
    with kaikei.ItoJapan(base_url=server["ito_base_url"]) as app:
        login = app.start_login(client_id=server["public_client_id"], redirect_uri=REDIRECT_URI)
        with pytest.raises(kaikei.OauthError) as refused:
            app.finish_login(login.pending, walk(login.authorize_url, "--deny"))
        assert refused.value.code == "access_denied"


def test_a_merchant_reads_a_balance(server: dict[str, Any]) -> None:
    client = kaikei.ItoJapan(
        base_url=server["ito_base_url"],
        merchant_client_id=server["merchant_client_id"],
        merchant_client_secret=server["merchant_client_secret"],
    )
    with client:
        answer = client.users.balance(user=server["user_id"])
    assert answer.balance == Decimal(server["user_balance"]["balance"])
    assert answer.currency == server["user_balance"]["currency"]
