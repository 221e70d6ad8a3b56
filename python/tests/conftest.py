"""What the tests share: a sandbox, and clients of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kaikei
from kaikei.testing import Sandbox

VECTORS = Path(__file__).parents[2] / "tests" / "vectors"

PAYMENT: dict[str, Any] = {
    "custom": "ORDER-1",
    "currency_code": "USD",
    "amount": "280.00",
    "web_hook": "http://127.0.0.1:9/web_hook",
    "cancel_url": "http://127.0.0.1:9/cancel",
    "success_url": "http://127.0.0.1:9/thanks",
    "customer_email": "user1@sandbox.test",
}


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def settings(sandbox: Sandbox) -> dict[str, Any]:
    """Every key of a client of ITO-Japan."""
    keys = sandbox.credentials
    return {
        "base_url": sandbox.base_url,
        "access_key": keys.access_key,
        "secret_key": keys.secret_key,
        "merchant_client_id": keys.merchant_client_id,
        "merchant_client_secret": keys.merchant_client_secret,
        "proxy": "direct",
    }


@pytest.fixture
def client(settings: dict[str, Any]) -> Iterator[kaikei.ItoJapan]:
    with kaikei.ItoJapan(**settings) as client:
        yield client


@pytest.fixture
def univapay(sandbox: Sandbox) -> Iterator[kaikei.UnivaPay]:
    keys = sandbox.credentials
    with kaikei.UnivaPay(
        jwt=keys.univapay_jwt, secret=keys.univapay_secret, base_url=sandbox.base_url, proxy="direct"
    ) as client:
        yield client
