"""``kaikei.testing.Sandbox``: what it does beyond the control API, with the clients of `kaikei`."""

import asyncio
import http.client
import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from kaikei.testing import Clock, PageError, Sandbox

from kaikei_sandbox import ControlError

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
CALLBACK = "http://127.0.0.1:4000/callback"


def authorize_url(sandbox: Sandbox) -> str:
    query = {
        "response_type": "code",
        "client_id": sandbox.credentials.public_client_id,
        "redirect_uri": CALLBACK,
        "state": 'a"b&c',
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    return f"{sandbox.base_url}/oauth/authorize?{urlencode(query)}"


def ask(sandbox: Sandbox, path: str = "/payment/check-validity") -> int:
    connection = http.client.HTTPConnection(urlsplit(sandbox.base_url).netloc)
    try:
        connection.request(
            "POST", path, "payment_id=1", {"Content-Type": "application/x-www-form-urlencoded"}
        )
        return connection.getresponse().status
    finally:
        connection.close()


def test_credentials_are_whole_frozen_and_masked() -> None:
    with Sandbox(seed=7) as sandbox, Sandbox(seed=7) as same:
        keys = sandbox.credentials
        assert keys == sandbox.credentials != same.credentials
        assert keys.access_key == same.credentials.access_key
        assert vars(keys) == sandbox.control("GET", "credentials")
        assert keys.ito_base_url == sandbox.base_url
        shown = repr(keys)
        for secret in (
            "access_key",
            "secret_key",
            "webhook_secret",
            "merchant_client_secret",
            "univapay_jwt",
        ):
            assert f"{secret}=[masked]" in shown
            assert getattr(keys, secret) not in shown
        with pytest.raises(AttributeError):
            keys.access_key = "other"  # type: ignore[misc]


def test_it_stops_with_the_with_statement_and_the_async_one() -> None:
    async def use() -> Sandbox:
        async with Sandbox() as sandbox:
            assert sandbox.journal() == []
        return sandbox

    for stopped in (asyncio.run(use()), Sandbox()):
        stopped.stop()
        with pytest.raises(RuntimeError, match="stopped"):
            _ = stopped.now


def test_time_goes_forward_and_clocks_go_along() -> None:
    with Sandbox(start_at=START) as sandbox:
        clock = sandbox.clock()
        assert sandbox.now == START
        assert clock.now() == START.timestamp()
        assert sandbox.advance(60) == sandbox.advance(0) == START + timedelta(minutes=1)
        assert sandbox.advance(timedelta(hours=1)) == START + timedelta(minutes=61)
        assert clock.now() == sandbox.now.timestamp()
        for wrong in (-1, 0.5, float("nan"), float("inf"), timedelta(milliseconds=1)):
            with pytest.raises(ValueError, match="whole seconds"):
                sandbox.advance(wrong)
    with pytest.raises(ValueError, match="time zone"):
        Sandbox(start_at=datetime(2026, 1, 1))


def test_a_clock_moves_on_only_when_told() -> None:
    clock = Clock(START)
    clock.advance(timedelta(minutes=1))
    clock.advance(0.5)
    assert clock.now() == START.timestamp() + 60.5
    assert list(clock.waits) == []


def test_faults_and_journal() -> None:
    with Sandbox() as sandbox:
        sandbox.fault("status=503", path="/payment/*", method="post", times=2)
        assert [ask(sandbox, "/tokens"), ask(sandbox), ask(sandbox), ask(sandbox)] == [401, 503, 503, 401]
        sandbox.fault("garbage", times=9)
        sandbox.clear_faults()
        assert ask(sandbox) == 401
        entries = sandbox.journal("/payment/*", method="POST", since=2)
        assert [(entry.id, entry.status, entry.fault) for entry in entries] == [
            (3, 503, "status=503"),
            (4, 401, None),
            (5, 401, None),
        ]
        assert entries[0].at.tzinfo is not None
        assert ("content-type", "application/x-www-form-urlencoded") in entries[0].headers
        assert sandbox.journal("/tokens")[0].gateway == "univapay"
        with pytest.raises(ControlError, match="unknown kind"):
            sandbox.fault("explode")


def test_settings_change_until_reset() -> None:
    with Sandbox(settings={"epoch_times": True}) as sandbox:
        sandbox.change_settings({"server_mode": "S4"})
        assert (sandbox.settings.server_mode, sandbox.settings.epoch_times) == ("S4", True)
        ask(sandbox)
        sandbox.reset()
        assert (sandbox.settings.server_mode, sandbox.settings.epoch_times) == ("S3", True)
        assert sandbox.journal() == []


def test_the_user_signs_in_or_denies() -> None:
    with Sandbox() as sandbox:
        back = sandbox.sign_in(authorize_url(sandbox))
        assert back.startswith(f"{CALLBACK}?")
        answer = parse_qs(urlsplit(back).query)
        assert answer["state"] == ['a"b&c']
        assert answer["code"]
        denied = parse_qs(urlsplit(sandbox.sign_in(authorize_url(sandbox), allow=False)).query)
        assert denied["error"] == ["access_denied"]
        with pytest.raises(PageError, match="Sign-in failed") as wrong:
            sandbox.sign_in(authorize_url(sandbox), password="wrong")
        assert wrong.value.status == 422


def test_a_bank_transfer_is_paid_as_if() -> None:
    with Sandbox() as sandbox:
        keys = sandbox.credentials
        headers = {
            "Authorization": f"Bearer {keys.univapay_secret}.{keys.univapay_jwt}",
            "Content-Type": "application/json",
        }

        def call(path: str, body: dict[str, Any] | None = None) -> Any:
            connection = http.client.HTTPConnection(urlsplit(sandbox.base_url).netloc)
            try:
                sent = None if body is None else json.dumps(body)
                connection.request("GET" if body is None else "POST", path, sent, headers)
                return json.load(connection.getresponse())
            finally:
                connection.close()

        data = {"brand": "aozora_bank"}
        token = call("/tokens", {"payment_type": "bank_transfer", "email": "taro@example.com", "data": data})
        charge = call("/charges", {"transaction_token_id": token["id"], "amount": 1000, "currency": "JPY"})
        path = f"/stores/{charge['store_id']}/charges/{charge['id']}"
        sandbox.pay_charge(charge["id"], 400)
        assert call(path)["status"] == "awaiting", "too little"
        sandbox.pay_charge(charge["id"])
        assert call(path)["status"] == "successful"
        with pytest.raises(ControlError):
            sandbox.pay_charge(charge["id"])
        with pytest.raises(ControlError, match="not found"):
            sandbox.pay_charge("no/such")


def test_pages_of_others_are_not_visited() -> None:
    with Sandbox() as sandbox:
        for url in ("https://gateway.example/pay", f"{sandbox.base_url}.example/pay", "/process-checkout"):
            with pytest.raises(ValueError, match="not one of this sandbox's pages"):
                sandbox.pay(url)
        with pytest.raises(PageError, match="Payment not found") as missing:
            sandbox.pay(f"{sandbox.base_url}/process-checkout?payment_id=nothing")
        assert missing.value.status == 404


def test_it_says_what_is_missing() -> None:
    program = """
import sys
sys.modules["kaikei_sandbox"] = None
from kaikei.testing import Sandbox
try:
    Sandbox()
except ModuleNotFoundError as error:
    print(error)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "kaikei.testing.Sandbox needs the sandbox: pip install kaikei-sandbox\n"
