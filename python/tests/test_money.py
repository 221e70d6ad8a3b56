"""Money: each currency's own smallest unit, and no way to mistake it."""

from __future__ import annotations

import copy
import json
import pickle
from decimal import Decimal
from typing import Any

import pytest

import kaikei
from kaikei.testing import Sandbox
from kaikei.univapay import Money


@pytest.mark.parametrize(
    ("money", "amount", "decimal", "text"),
    [
        (Money.of("12.50", "USD"), 1250, "12.50", "12.50 USD"),
        (Money.of(Decimal("12.5"), "USD"), 1250, "12.50", "12.50 USD"),
        (Money.of(Decimal("1E+3"), "JPY"), 1000, "1000", "1000 JPY"),
        (Money.of(1000, "JPY"), 1000, "1000", "1000 JPY"),
        (Money.of("1.234", "KWD"), 1234, "1.234", "1.234 KWD"),
        (Money.minor(1250, "USD"), 1250, "12.50", "12.50 USD"),
        (Money.minor(2**53 - 1, "JPY"), 2**53 - 1, str(2**53 - 1), f"{2**53 - 1} JPY"),
    ],
)
def test_both_units(money: Money, amount: int, decimal: str, text: str) -> None:
    assert (money.amount, money.decimal, str(money)) == (amount, Decimal(decimal), text)
    assert repr(money) == f'Money.of("{decimal}", "{money.currency}")'
    assert eval(repr(money)) == money


def test_a_currency_that_is_not_known() -> None:
    money = Money.minor(7, "ZZZ")
    assert (money.amount, money.currency, money.decimal) == (7, "ZZZ", None)
    assert repr(money) == 'Money.minor(7, "ZZZ")'


@pytest.mark.parametrize(
    ("make", "arguments", "field"),
    [
        (Money.of, (12.5, "USD"), "amount"),
        (Money.of, (True, "USD"), "amount"),
        (Money.of, (None, "USD"), "amount"),
        (Money.of, (b"1", "USD"), "amount"),
        (Money.of, (Decimal("NaN"), "USD"), "amount"),
        (Money.of, (Decimal("1e1000000"), "USD"), "amount"),
        (Money.of, (10**5000, "JPY"), "amount"),
        (Money.of, ("10.5", "JPY"), "amount"),
        (Money.of, (-1, "JPY"), "amount"),
        (Money.of, ("\ud800", "JPY"), "amount"),
        (Money.of, ("1", "ZZZ"), "currency"),
        (Money.of, ("1", "jpy"), "currency"),
        (Money.of, ("1", None), "currency"),
        (Money.minor, (12.0, "USD"), "amount"),
        (Money.minor, ("12", "USD"), "amount"),
        (Money.minor, (True, "USD"), "amount"),
        (Money.minor, (-1, "USD"), "amount"),
        (Money.minor, (2**53, "USD"), "amount"),
        (Money.minor, (10**30, "USD"), "amount"),
        (Money.minor, (1, "usd"), "currency"),
    ],
)
def test_what_no_money_is(make: Any, arguments: tuple[Any, ...], field: str) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        make(*arguments)
    assert caught.value.field == field


def test_is_a_value() -> None:
    money = Money.of("12.50", "USD")
    assert money == Money.minor(1250, "USD") != Money.minor(1250, "JPY")
    assert len({money, Money.minor(1250, "USD"), Money.minor(1250, "EUR")}) == 2
    assert money != 1250
    assert pickle.loads(pickle.dumps(money)) == copy.deepcopy(money) == copy.copy(money) == money
    with pytest.raises(AttributeError):
        money.amount = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        Money(1250, "USD")  # type: ignore[call-arg]


def test_as_a_parameter(univapay: kaikei.UnivaPay, sandbox: Sandbox) -> None:
    with pytest.raises(kaikei.NotFoundError):
        univapay.charges.create(
            transaction_token_id="0d5d9c5e-0000-4000-8000-000000000000", money=Money.of("12.50", "USD")
        )
    assert json.loads(sandbox.journal()[0].body or "{}") == {
        "transaction_token_id": "0d5d9c5e-0000-4000-8000-000000000000",
        "amount": 1250,
        "currency": "USD",
    }


@pytest.mark.parametrize(
    ("money", "field"),
    [
        ({"amount": 1.5, "currency": "USD"}, "amount"),
        ({"amount": "15", "currency": "USD"}, "amount"),
        ({"amount": 15}, "currency"),
        ({"amount": 15, "currency": "usd"}, "currency"),
        ("12.50 USD", "money"),
    ],
)
def test_errors_name_what_the_gateway_has(univapay: kaikei.UnivaPay, money: Any, field: str) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        univapay.charges.create(transaction_token_id="t", money=money)
    assert caught.value.field == field
