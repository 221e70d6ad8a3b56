"""Clients without asyncio: setting up, calling, closing, several threads."""

from __future__ import annotations

import pickle
import threading
from dataclasses import asdict
from datetime import timezone
from decimal import Decimal
from typing import Any

import pytest
from conftest import PAYMENT

import kaikei
from kaikei.testing import Clock, Sandbox


def test_answers_are_typed(client: kaikei.ItoJapan) -> None:
    user = client.users.create(email="new@example.com", name="New")
    assert isinstance(user, kaikei.ito.User)
    assert user.created_at is not None
    assert user.created_at.tzinfo is timezone.utc
    balance = client.users.balance(user=user.id or "")
    assert balance == kaikei.ito.Balance(balance=Decimal("100.00"), currency="USD")
    assert str(balance.balance) == "100.00"
    assert balance.response is not None
    assert (balance.response.http_status, balance.response.retries) == (200, 0)
    assert balance.response.header("Content-Type") == "application/json"
    assert balance.response.request_id
    assert balance.raw_text == balance.response.text
    assert asdict(balance) == {"balance": Decimal("100.00"), "currency": "USD"}


def test_answers_survive_pickle(client: kaikei.ItoJapan) -> None:
    balance = client.users.balance(user=client.users.create(email="a@example.com").id or "")
    other = pickle.loads(pickle.dumps(balance))
    assert other == balance
    assert other.raw_text == balance.raw_text


def test_retries_survive_pickle(client: kaikei.ItoJapan, sandbox: Sandbox) -> None:
    user = client.users.create(email="a@example.com").id or ""
    sandbox.fault("status=503")
    response = client.users.balance(user=user).response
    assert response is not None
    other = pickle.loads(pickle.dumps(response))
    assert response.retries == 1
    assert (other.retries, other.headers, other.body) == (1, response.headers, response.body)


def test_a_part_of_an_answer_has_no_raw(univapay: kaikei.UnivaPay) -> None:
    from test_encoding import card

    token = univapay.tokens.create(method=card(), email="a@example.com")
    assert isinstance(token.data, kaikei.univapay.CardToken)
    assert token.raw["payment_type"] == "card"
    assert (token.data.raw, token.data.raw_text, token.data.response) == (None, None, None)


def test_a_closed_client_is_refused(settings: dict[str, Any]) -> None:
    with kaikei.ItoJapan(**settings) as client:
        client.payments.create(**PAYMENT)
    assert client.closed
    for call in (
        lambda: client.payments.create(**PAYMENT),
        lambda: client.start_login(client_id="x", redirect_uri="http://127.0.0.1/"),
    ):
        with pytest.raises(kaikei.ConfigurationError) as caught:
            call()
        assert caught.value.field == "client"


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"base_url": "http://example.com"}, "base_url"),
        ({"base_url": 5}, "base_url"),
        ({"profile": "none"}, "profile"),
        ({"merchant_client_id": "x"}, "merchant_client_secret"),
        ({"timeout": -1}, "timeout"),
        ({"timeout": "1"}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"max_retries": 1.5}, "max_retries"),
        ({"proxy": "not a url"}, "proxy"),
        ({"extra_roots_pem": "no certificate"}, "extra_roots_pem"),
        ({"transport": 5}, "transport"),
        ({"clock": 5}, "clock"),
        ({"access_key": b"x"}, "access_key"),
    ],
)
def test_settings_are_checked(settings: dict[str, Any], field: str) -> None:
    with pytest.raises(kaikei.ConfigurationError) as caught:
        kaikei.ItoJapan(**settings)
    assert caught.value.field == field


def test_clients_print_no_key(settings: dict[str, Any]) -> None:
    text = repr(kaikei.ItoJapan(**settings)) + repr(kaikei.ItoJapan(**settings).__dict__)
    for name, value in settings.items():
        assert name in ("base_url", "proxy") or value not in text


def test_two_threads(client: kaikei.ItoJapan, sandbox: Sandbox) -> None:
    results: list[kaikei.ito.CreatedPayment] = []

    def work() -> None:
        results.extend(client.payments.create(**PAYMENT) for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({result.payment_id for result in results}) == 40


def test_waits_take_no_time_on_a_test_clock(settings: dict[str, Any], sandbox: Sandbox) -> None:
    clock = Clock()
    client = kaikei.ItoJapan(**settings, clock=clock)
    sandbox.fault("too_many=30", path="/payment/check-validity", times=2)
    with pytest.raises(kaikei.NotFoundError):
        client.payments.check_validity(payment_id="none", timeout=300)
    assert clock.waits == [30.0, 30.0]


def test_confirm(sandbox: Sandbox, client: kaikei.ItoJapan) -> None:
    created = client.payments.create(**PAYMENT)
    order = kaikei.Order(custom="ORDER-1", amount="280", currency="USD", payment_id=created.payment_id)
    event = paid_event(created.payment_id)
    assert client.confirm(order, event).outcome == "not_found"
    sandbox.pay(created.url)
    confirmation = client.confirm(order, event)
    assert confirmation.confirmed
    other = kaikei.Order(custom="ORDER-1", amount=Decimal("281"), currency="USD")
    assert client.confirm(other, event) == kaikei.Confirmation("mismatch", "amount")
    sandbox.fault("status=500", path="/payment/check-validity", times=9)
    unknown = client.confirm(order, event)
    assert unknown.outcome == "unknown"
    assert isinstance(unknown.error, kaikei.Error)
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.confirm(order, event, timeout=0)
    assert caught.value.field == "timeout"
    sandbox.clear_faults()
    sandbox.fault("status=503", path="/payment/check-validity")
    assert client.confirm(order, event, max_retries=0).outcome == "unknown"
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.confirm(kaikei.Order(custom="a", amount=1.5, currency="USD"), event)  # type: ignore[arg-type]
    assert caught.value.field == "amount"
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.confirm(order, {"status": "ok"})  # type: ignore[arg-type]
    assert caught.value.field == "event"


def paid_event(payment_id: str, amount: str = "280.00") -> kaikei.webhooks.WebhookEvent:
    body = (
        f'{{"code":200,"status":"ok","payment_id":"{payment_id}","transaction":"T1","amount":{amount},'
        f'"currency":"USD","custom":"ORDER-1"}}'
    ).encode()
    return kaikei.webhooks.verify("s", body, kaikei.webhooks.sign("s", body))


def test_unexpected_exceptions_become_ours(client: kaikei.ItoJapan, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def call(self, *args: object) -> None:
            raise RuntimeError("boom")

    monkeypatch.setattr(client, "_native", Broken())
    with pytest.raises(kaikei.InternalError) as caught:
        client.users.balance(user="x")
    assert isinstance(caught.value.__cause__, RuntimeError)
    monkeypatch.undo()
