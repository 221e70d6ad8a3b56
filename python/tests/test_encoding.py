"""What goes in: every type of parameter, and what is refused by name before anything is sent."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from conftest import PAYMENT

import kaikei
from kaikei.univapay import CardPayment, PhoneNumber

SECRET = "test_secret"


def signed(**extra: Any) -> Any:
    """The JSON that is signed: the shortest way to see what was encoded."""
    request = kaikei.sign_request({**PAYMENT, **extra}, secret_key=SECRET, timestamp=1, profile="json-body")
    return json.loads(request.body, parse_float=Decimal)


def refused(**extra: Any) -> kaikei.InvalidRequestError:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        signed(**extra)
    return caught.value


class Text(str):
    pass


class Colour(enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("text ü 漢", "text ü 漢"),
        (Text("sub"), "sub"),
        (7, 7),
        (Colour.RED, "red"),
        (Number.ONE, 1),
        (True, True),
    ],
)
def test_plain_values(value: Any, encoded: Any) -> None:
    assert signed(extra={"x": value})["x"] == encoded


@pytest.mark.parametrize("amount", [280, "280", "280.0", Decimal("280.00"), Decimal("2.8E+2")])
def test_amounts(amount: Any) -> None:
    assert signed(amount=amount)["amount"] == 280


@pytest.mark.parametrize("amount", [1.5, 280.0, float("nan"), float("inf")])
def test_floats_are_refused(amount: float) -> None:
    error = refused(amount=amount)
    assert error.field == "amount"
    rule = "must not be a float, which cannot hold decimals exactly: use Decimal, int or str"
    assert error.message == f"amount {rule}"


@pytest.mark.parametrize(
    "amount",
    [
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("-Infinity"),
        Decimal("1E+1000000"),
        Decimal("1E-1000000"),
        Decimal("1" * 60),
        pytest.param(10**5000, id="huge"),
        -1,
        0,
    ],
)
def test_numbers_out_of_range(amount: Any) -> None:
    assert refused(amount=amount).field == "amount"


@pytest.mark.parametrize(
    "value",
    [
        b"bytes",
        bytearray(b"x"),
        object(),
        {1, 2},
        lambda: None,
        "lone \ud800",
        {"\udcff": 1},
        {1: 2},
        datetime(2026, 1, 1),
        date(1, 1, 1),
    ],
)
def test_other_types_are_refused(value: Any) -> None:
    assert (refused(details=value).field or "").startswith("details")


def test_paths_name_the_place(univapay: kaikei.UnivaPay) -> None:
    for metadata, path in (
        ({"a": [1, 2, 1.5]}, "metadata.a[2]"),
        ({"a": {"b": b""}}, "metadata.a.b"),
    ):
        with pytest.raises(kaikei.InvalidRequestError) as caught:
            univapay.tokens.create(method=card(), email="a@example.com", metadata=metadata)
        assert caught.value.field == path


def card(**other: Any) -> CardPayment:
    fields: dict[str, Any] = {
        "cardholder": "TARO",
        "card_number": "4000 0200 0000 0000",
        "exp_month": 12,
        "exp_year": 2030,
        "cvv": "123",
        "phone_number": PhoneNumber(country_code="81", local_number="9087654321"),
    }
    return CardPayment(**{**fields, **other})


def test_models_are_sent_with_their_tag(univapay: kaikei.UnivaPay) -> None:
    token = univapay.tokens.create(
        method=card(), email="a@example.com", metadata=MappingProxyType({"a": "b"})
    )
    assert token.payment_type == "card"
    assert token.metadata == {"a": "b"}
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        univapay.tokens.create(method=card(exp_month=1.0), email="a@example.com")
    # Named as the gateway names it: below the tag's content, without the method's own parameter.
    assert caught.value.field == "data.exp_month"
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        univapay.tokens.create(method=card(card_number="4000 0200 0000 0001"), email="a@example.com")
    assert caught.value.field == "data.card_number"


def test_models_print_no_secret() -> None:
    text = repr(card())
    assert "4000" not in text
    assert "123" not in text.replace("[secret]", "")
    assert "cardholder='TARO'" in text


def test_models_are_frozen_and_equal() -> None:
    assert card() == card()
    assert card() != card(cvv="321")
    with pytest.raises(AttributeError):
        card().cvv = "1"  # type: ignore[misc]


def test_nesting_ends() -> None:
    itself: list[Any] = []
    itself.append(itself)
    assert "32 levels" in refused(details=itself).message
    wide: list[Any] = []
    for _ in range(25):
        wide = [wide] * 10
    assert "8 MiB" in refused(details=wide).message


def test_huge_texts(client: kaikei.ItoJapan) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.payments.create(**{**PAYMENT, "details": "x" * 7_000_000})
    assert caught.value.field == "details"
    with pytest.raises(kaikei.InvalidRequestError):
        client.payments.create(**{**PAYMENT, "details": "x" * 20_000_000})


@pytest.mark.parametrize(
    "user", ["../../admin", "a/b", "a?b=c", "a#b", "%2e%2e", "a\r\nb", "", "ü", "\ud800"]
)
def test_hostile_ids(client: kaikei.ItoJapan, user: str) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.users.balance(user=user)
    assert caught.value.field == "user"


@pytest.mark.parametrize(
    "wrong", [{"custom": 5}, {"currency_code": 1}, {"amount": [1]}, {"extra": "x"}, {"web_hook": {}}]
)
def test_wrong_types(client: kaikei.ItoJapan, wrong: Mapping[str, Any]) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.payments.create(**{**PAYMENT, **wrong})
    assert caught.value.field == next(iter(wrong))


def test_missing_unknown_and_unnamed_parameters(client: kaikei.ItoJapan) -> None:
    with pytest.raises(kaikei.InvalidRequestError, match="custom is required") as caught:
        client.payments.create()  # type: ignore[call-arg]
    assert caught.value.field == "custom"
    with pytest.raises(kaikei.InvalidRequestError, match="person is not a parameter") as caught:
        client.users.balance(person="x")  # type: ignore[call-arg]
    assert caught.value.field == "person"
    with pytest.raises(kaikei.InvalidRequestError, match="must be given by name"):
        client.users.balance("1002")  # type: ignore[misc]


def test_the_same_of_models_and_settings() -> None:
    with pytest.raises(kaikei.InvalidRequestError, match="local_number is required"):
        kaikei.univapay.PhoneNumber(country_code="81")  # type: ignore[call-arg]
    with pytest.raises(kaikei.InvalidRequestError, match="currency is required"):
        kaikei.Order(custom="x", amount=1)  # type: ignore[call-arg]
    with pytest.raises(kaikei.ConfigurationError, match="acces_key is not a setting") as caught:
        kaikei.ItoJapan(acces_key="x")  # type: ignore[call-arg]
    assert caught.value.field == "acces_key"
    with pytest.raises(kaikei.ConfigurationError, match="jwt is required"):
        kaikei.AsyncUnivaPay()  # type: ignore[call-arg]


def test_a_type_error_inside_stays_what_it_is() -> None:
    from kaikei._named import named

    def broken() -> None:
        len(5)  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="has no len"):
        named(broken)()


def test_signatures_are_still_seen(client: kaikei.ItoJapan) -> None:
    import inspect

    assert "custom" in inspect.signature(client.payments.create).parameters
    assert (client.payments.create.__doc__ or "").startswith("Starts a payment")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("timeout", 0),
        ("timeout", -1),
        ("timeout", float("nan")),
        ("timeout", "5"),
        ("timeout", True),
        ("timeout", 1e9),
        ("max_retries", -1),
        ("max_retries", 1.5),
        ("max_retries", True),
        ("max_retries", 2**40),
    ],
)
def test_limits_are_checked(client: kaikei.ItoJapan, option: str, value: Any) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.users.balance(user="u", **{option: value})
    assert caught.value.field == option


@pytest.mark.parametrize("key", ["", "ü", "x" * 256, 5, b"x", "\ud800"])
def test_idempotency_keys_are_checked(univapay: kaikei.UnivaPay, key: Any) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        univapay.tokens.create(method=card(), email="a@example.com", idempotency_key=key)
    assert caught.value.field == "idempotency_key"


def test_times_are_written_in_utc(univapay: kaikei.UnivaPay) -> None:
    def refusal(value: object) -> str:
        with pytest.raises(kaikei.InvalidRequestError) as caught:
            univapay.tokens.create(method=card(), email=value)  # type: ignore[arg-type]
        return caught.value.message

    # A time is no e-mail address, but the text of one: the address is what is refused, not the type.
    assert "e-mail" in refusal(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=9))))
    assert "naive" in refusal(datetime(2026, 1, 1))
    assert "UTC" in refusal(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))))
