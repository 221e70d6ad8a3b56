"""The Python code of docs/univapay.md does what the page says."""

from __future__ import annotations

import sys
from pathlib import Path

import kaikei
from kaikei.testing import Sandbox
from kaikei.univapay import CardPayment, Money

sys.path.insert(0, str(Path(__file__).parents[1] / "examples"))

import payments


def token(client: kaikei.UnivaPay) -> str:
    card = CardPayment(
        cardholder="TARO", card_number="4000020000000000", exp_month=12, exp_year=2030, cvv="123"
    )
    return client.tokens.create(method=card, email="taro@example.com").id


def test_cards(univapay: kaikei.UnivaPay) -> None:
    paid = payments.card(univapay)
    assert paid.status == "successful", paid.declined
    assert payments.refund(univapay, paid.id).status == "successful"
    assert payments.capture(univapay, token(univapay)).status == "successful"
    page = payments.three_ds(univapay, token(univapay))
    assert page.issuer_token is not None
    assert page.payload is not None
    assert payments.yen_taken(univapay) == 2000


def test_what_is_not_paid_yet_can_be_canceled(univapay: kaikei.UnivaPay) -> None:
    charge = univapay.charges.create(
        transaction_token_id=token(univapay), money=Money.of("1000", "JPY"), capture=False
    )
    univapay.charges.wait_until_settled(id=charge.id)
    assert payments.cancel(univapay, charge.id)
    assert univapay.charges.get(id=charge.id).status == "canceled"


def test_wallets_and_codes(univapay: kaikei.UnivaPay) -> None:
    assert payments.apple_pay(univapay, "sandbox-token").status == "successful"
    assert payments.qr_scan(univapay, "281234567890123456").status == "successful"
    shown, url = payments.qr_merchant(univapay)
    assert shown.status == "awaiting"
    assert url is not None
    assert url.startswith("http")
    charge, page = payments.online(univapay)
    assert charge.status == "awaiting"
    assert page.issuer_token is not None
    assert payments.paidy(univapay, "sandbox-token").status == "successful"


def test_what_is_paid_later(univapay: kaikei.UnivaPay, sandbox: Sandbox) -> None:
    at_the_counter = payments.konbini(univapay)
    transfer, account = payments.bank_transfer(univapay)
    assert account.account_number is not None
    for charge in (at_the_counter, transfer):
        assert charge.status == "awaiting"
        sandbox.pay_charge(charge.id)
        assert univapay.charges.wait_until_settled(id=charge.id).status == "successful"


def test_subscriptions(univapay: kaikei.UnivaPay) -> None:
    subscription = payments.subscription(univapay)
    assert subscription.status == "current"
    payments.unsubscribe(univapay, subscription.id)
    assert univapay.subscriptions.get(id=subscription.id).status == "canceled"
