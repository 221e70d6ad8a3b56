"""Logging: one line for each call, and nothing secret in it."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from typing import Any

import pytest
from conftest import PAYMENT

import kaikei
from kaikei.testing import Sandbox


def test_one_line_for_each_call(
    settings: dict[str, Any], sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "kaikei")
    client = kaikei.ItoJapan(**settings)
    sandbox.fault("status=503", path="/payment/check-validity")
    client.payments.create(**PAYMENT)
    with pytest.raises(kaikei.NotFoundError):
        client.payments.check_validity(payment_id="secret-payment")
    with pytest.raises(kaikei.InvalidRequestError):
        client.payments.create(**{**PAYMENT, "amount": "secret-amount"})
    asyncio.run(kaikei.AsyncItoJapan(**settings).payments.create(**PAYMENT))
    lines = [record.getMessage().split(" in ")[0] for record in caplog.records if record.name == "kaikei"]
    assert lines == [
        "ito.payments.create: HTTP 200, 0 retries",
        "ito.payments.check_validity: not_found (HTTP 404)",
        "ito.payments.create: invalid_request",
        "ito.payments.create: HTTP 200, 0 retries",
    ]
    for secret in (*settings.values(), "secret-payment", "secret-amount", "user1@sandbox.test"):
        assert secret == "direct" or secret not in caplog.text


def test_silent_unless_asked(client: kaikei.ItoJapan, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "kaikei")
    client.payments.create(**PAYMENT)
    assert not [record for record in caplog.records if record.name == "kaikei"]


def test_logging_is_not_imported_for_it() -> None:
    code = (
        "import sys, kaikei\n"
        "client = kaikei.ItoJapan(base_url='http://127.0.0.1:9', proxy='direct')\n"
        "try: client.payments.check_validity(payment_id='x')\n"
        "except kaikei.ConfigurationError: print('logging' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


def test_lines_of_calls_that_are_no_operation(
    client: kaikei.ItoJapan, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    from test_clients import paid_event

    caplog.set_level(logging.DEBUG, "kaikei")
    order = kaikei.Order(custom="ORDER-1", amount="281", currency="USD")
    assert client.confirm(order, paid_event("p")).outcome == "mismatch"
    keys = sandbox.credentials
    login = client.start_login(client_id=keys.public_client_id, redirect_uri=keys.redirect_uri)
    redirect = sandbox.sign_in(login.authorize_url)
    client.finish_login(login.pending, redirect)
    with pytest.raises(kaikei.OauthError):
        client.finish_login(login.pending, redirect)
    lines = [record.getMessage().split(" in ")[0] for record in caplog.records if record.name == "kaikei"]
    assert lines == ["ito.confirm: mismatch", "ito.finish_login: ok", "ito.finish_login: oauth"]
    assert redirect not in caplog.text
