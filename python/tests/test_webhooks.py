"""Webhooks: every vector, and whatever headers and bodies a framework may hand over."""

from __future__ import annotations

import base64
import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from conftest import vectors

import kaikei
from kaikei import webhooks

SECRET = "whsec_vector_secret"
BODY = (
    b'{"code":200,"status":"ok","payment_id":"AIYmQIOAz0GlmsjfhgiOeu304","transaction":"AIYmQIOAz0G",'
    b'"amount":100.00,"charge":5.00,"currency":"USD","custom":"BVSUZ545XCS","date":"22-05-2022","new":{"a":1.50}}'
)
NOW = 1700000000
HEADERS = webhooks.sign(SECRET, BODY, NOW)
FIELDS = [
    "code",
    "status",
    "payment_id",
    "transaction",
    "amount",
    "charge",
    "currency",
    "custom",
    "date",
    "verified_by",
    "timestamp",
]


def body_of(case: dict[str, Any]) -> bytes:
    if "body_base64" in case:
        return base64.b64decode(case["body_base64"])
    if "body_parts" in case:
        return b"".join(text.encode() * times for text, times in case["body_parts"])
    body: str = case["body"]
    return body.encode()


@pytest.mark.parametrize("case", vectors("ito_webhooks.json")["cases"], ids=lambda case: case["name"])
def test_vector(case: dict[str, Any]) -> None:
    secrets = {secret["name"]: secret["secret"] for secret in case["secrets"]}
    verifier = webhooks.Verifier(secrets, tolerance=case.get("tolerance"))
    body, expect = body_of(case), case["expect"]
    if "event" in expect:
        event = verifier.verify(body, case["headers"], case["now"])
        for name in FIELDS:
            value = getattr(event, name)
            text = value.strftime("%d-%m-%Y") if isinstance(value, date) else value
            text = format(text, "f") if isinstance(text, Decimal) else text
            assert text == expect["event"].get(name), name
        assert event.raw_text.encode() == body
        assert verifier.explain(body, case["headers"], case["now"]).valid
    else:
        with pytest.raises(kaikei.WebhookError) as caught:
            verifier.verify(body, case["headers"], case["now"])
        assert caught.value.code == expect["reason"]
        assert caught.value.field == expect.get("field")
        found = verifier.explain(body, case["headers"], case["now"])
        assert not found.valid
        assert found.reason == expect["reason"]
        assert found.findings


def test_the_event_is_typed() -> None:
    event = webhooks.verify(SECRET, BODY, HEADERS, now=NOW)
    assert event.amount == Decimal("100.00")
    assert str(event.amount) == "100.00"
    assert event.date == date(2022, 5, 22)
    assert event.is_ok
    assert event.key == "ito:AIYmQIOAz0GlmsjfhgiOeu304:AIYmQIOAz0G:ok"
    assert event.unknown == {"new": {"a": Decimal("1.50")}}
    assert event.raw["amount"] == Decimal("100.00")
    assert copy.deepcopy(event) is event
    assert SECRET not in repr(webhooks.Verifier(SECRET))
    with pytest.raises(AttributeError):
        event.status = "failed"  # type: ignore[misc]


class Multi(dict[str, str]):
    """As frameworks' headers are: a mapping whose `items` may repeat a name."""

    def items(self) -> Any:
        return [*super().items(), *super().items()]


@pytest.mark.parametrize(
    "headers",
    [
        dict(HEADERS),
        list(HEADERS.items()),
        iter(HEADERS.items()),
        [list(pair) for pair in HEADERS.items()],
        [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()],
        {name.upper(): value for name, value in HEADERS.items()},
        {**HEADERS, "X-Other": "\xe9\udcff", "\udcff-other-1": "", 5: b"\xff"},
    ],
)
def test_headers_of_many_kinds(headers: Any) -> None:
    assert webhooks.verify(SECRET, BODY, headers, now=NOW).verified_by == "default"


@pytest.mark.parametrize("body", [bytearray(BODY), memoryview(BODY)])
def test_bodies_of_many_kinds(body: Any) -> None:
    assert webhooks.verify(SECRET, body, HEADERS, now=NOW).status == "ok"


@pytest.mark.parametrize(
    "value", [b"\xff\xfe", "\xe9", "\udcff", None, 7, [HEADERS["X-Signature"]], "sha256=" + "g" * 64]
)
def test_odd_signatures_are_refused(value: Any) -> None:
    for name, code in (("X-Signature", "invalid_signature"), ("X-Timestamp", "invalid_timestamp")):
        with pytest.raises(kaikei.WebhookError) as caught:
            webhooks.verify(SECRET, BODY, {**HEADERS, name: value}, now=NOW)
        assert caught.value.code == code


def test_a_repeated_header_is_refused() -> None:
    for headers in (Multi(HEADERS), {**HEADERS, "x-signature": "x"}):
        with pytest.raises(kaikei.WebhookError) as caught:
            webhooks.verify(SECRET, BODY, headers, now=NOW)
        assert caught.value.code == "repeated_header"


@pytest.mark.parametrize("headers", [None, 5, "x", [("a",)], [5], [("a", "b", "c")]])
def test_what_is_no_headers(headers: Any) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        webhooks.verify(SECRET, BODY, headers, now=NOW)
    assert caught.value.field == "headers"


@pytest.mark.parametrize("body", ["text", None, {"a": 1}, [1]])
def test_what_is_no_body(body: Any) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        webhooks.verify(SECRET, body, HEADERS, now=NOW)
    assert caught.value.field == "body"


@pytest.mark.parametrize("now", ["1700000000", -1, float("nan"), float("inf"), True, 1e300])
def test_what_is_no_time(now: Any) -> None:
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        webhooks.verify(SECRET, BODY, HEADERS, now=now)
    assert caught.value.field == "now"


@pytest.mark.parametrize("secret", ["", {}, {"a": ""}, None, b"bytes", {"a": 1}, "\udcff"])
def test_what_is_no_secret(secret: Any) -> None:
    with pytest.raises(kaikei.ConfigurationError) as caught:
        webhooks.Verifier(secret)
    assert caught.value.field == "webhook_secret"


def test_the_tolerance_is_exact() -> None:
    verifier = webhooks.Verifier(SECRET, tolerance=10)
    assert verifier.verify(BODY, HEADERS, NOW + 10).status == "ok"
    assert verifier.verify(BODY, HEADERS, NOW - 10).status == "ok"
    for now in (NOW + 11, NOW - 11):
        with pytest.raises(kaikei.WebhookError) as caught:
            verifier.verify(BODY, HEADERS, now)
        assert caught.value.code == "timestamp_out_of_tolerance"


def test_rotation_reports_the_name() -> None:
    verifier = webhooks.Verifier({"next": "another secret", "old": SECRET})
    assert verifier.verify(BODY, HEADERS, NOW).verified_by == "old"


def test_fingerprints_tell_repeats() -> None:
    event = webhooks.verify(SECRET, BODY, HEADERS, now=NOW)
    kept = webhooks.Fingerprint.load(event.fingerprint().export())
    assert kept == event.fingerprint()
    assert kept.key == event.key
    assert kept.compare(event) == "same"

    def changed(old: bytes, new: bytes) -> webhooks.WebhookEvent:
        body = BODY.replace(old, new)
        return webhooks.verify(SECRET, body, webhooks.sign(SECRET, body, NOW), now=NOW)

    assert kept.compare(changed(b'"AIYmQIOAz0G"', b'"another"')) == "new"
    with pytest.raises(kaikei.ConflictError) as caught:
        kept.compare(changed(b"100.00", b"100.01"))
    assert caught.value.field == "amount"
    for text in ("", "{}", "[]", "\udcff"):
        with pytest.raises(kaikei.InvalidRequestError):
            webhooks.Fingerprint.load(text)


def test_explain_names_the_header() -> None:
    found = webhooks.explain(SECRET, BODY, {"X-Timestamp": "1"})
    assert found.reason == "missing_header"
    assert "x-signature" in found.findings[0].message
    flat = BODY.replace(b',"new":{"a":1.50}', b"")
    reprinted = flat.replace(b",", b", ").replace(b'":', b'": ')
    found = webhooks.explain(SECRET, reprinted, webhooks.sign(SECRET, flat, NOW), now=NOW)
    assert found.findings[0].code == "body_reserialised"
    assert SECRET not in repr(found)


def test_a_day_that_python_cannot_hold() -> None:
    body = BODY.replace(b"22-05-2022", b"01-01-0000")
    with pytest.raises(kaikei.WebhookError) as caught:
        webhooks.verify(SECRET, body, webhooks.sign(SECRET, body, NOW), now=NOW)
    assert caught.value.field == "date"
