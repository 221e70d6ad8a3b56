"""UnivaPay's webhooks, by the vectors of all languages."""

from __future__ import annotations

import base64
from dataclasses import FrozenInstanceError
from datetime import datetime, timezone
from typing import Any

import pytest
from conftest import vectors

import kaikei
from kaikei import univapay
from kaikei.univapay import WebhookVerifier, sample_webhook

VECTORS = vectors("univapay_webhooks.json")
TOKEN = "a-long-random-token"


def body_of(case: dict[str, Any]) -> bytes:
    if "body_base64" in case:
        return base64.b64decode(case["body_base64"])
    if "body_parts" in case:
        return "".join(text * times for text, times in case["body_parts"]).encode()
    body: str = case["body"]
    return body.encode()


def wire(value: Any) -> Any:
    """As the vectors write it."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".") + "Z"
    if isinstance(value, kaikei.Model):
        fields = value.__dataclass_fields__  # type: ignore[attr-defined]
        return {name.rstrip("_"): wire(getattr(value, name)) for name in fields}
    if isinstance(value, dict):
        return {name: wire(member) for name, member in value.items()}
    return [wire(item) for item in value] if isinstance(value, list) else value


def holds(found: Any, listed: Any) -> None:
    """That `found` has at least the members that are listed."""
    if isinstance(listed, dict) and isinstance(found, dict):
        for name, value in listed.items():
            assert name in found
            holds(found[name], value)
    else:
        assert found == listed


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_vectors(case: dict[str, Any]) -> None:
    verifier = WebhookVerifier(case["tokens"])
    body, headers = body_of(case), [tuple(pair) for pair in case["headers"]]
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(kaikei.WebhookError) as caught:
            verifier.verify(body, headers)
        error = {name: getattr(caught.value, name) for name in expect["error"]}
        assert error == expect["error"]
        return
    event = verifier.verify(body, headers)
    found, listed = wire(event), expect["event"]
    if event.data_type == "other":
        assert found["data"] == listed["data"]
    holds(found, listed)
    assert event.raw_text == body.decode()
    assert event.raw["event"] == event.name


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_tokens_that_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(kaikei.ConfigurationError) as caught:
        WebhookVerifier(case["tokens"])
    assert caught.value.field == "auth_token"


@pytest.mark.parametrize("case", VECTORS["test_webhooks"], ids=lambda case: case["name"])
def test_samples(case: dict[str, Any]) -> None:
    created_on = case.get("created_on")
    when = None if created_on is None else datetime.fromisoformat(created_on.replace("Z", "+00:00"))
    arguments = (case["auth_token"], case["event"], case["data"])
    if "error" in case["expect"]:
        with pytest.raises(kaikei.Error) as caught:
            sample_webhook(*arguments, id=case.get("id"), created_on=when)
        error = case["expect"]["error"]
        assert {name: getattr(caught.value, name) for name in error} == error
        return
    body, headers = sample_webhook(*arguments, id=case.get("id"), created_on=when)
    assert headers == dict(case["expect"]["headers"])
    assert body.decode() == case["expect"]["body"]


def test_the_data_has_a_class() -> None:
    body, headers = sample_webhook(
        TOKEN, "charge_finished", {"id": "c", "status": "failed", "error": {"code": 306}}
    )
    event = WebhookVerifier(TOKEN).verify(body, headers)
    assert isinstance(event.data, univapay.Charge)
    assert event.data.declined is not None
    assert event.data.declined.name == "CARD_REJECTED"
    assert event.response is None
    with pytest.raises(FrozenInstanceError):
        event.id = "x"  # type: ignore[misc]


def test_what_is_not_known_is_plain() -> None:
    body, headers = sample_webhook(TOKEN, "moon_landed", {"id": "c", "at": [1]})
    event = WebhookVerifier(TOKEN).verify(body, headers)
    assert (event.event, event.data_type, event.data) == ("moon_landed", "other", {"id": "c", "at": [1]})


def test_tokens_can_be_rotated() -> None:
    verifier = WebhookVerifier({"old-token", TOKEN})
    for token in ("old-token", f"Bearer {TOKEN}"):
        body, headers = sample_webhook(token, "charge_finished", {"id": "c"})
        assert verifier.verify(body, headers).data.id == "c"
    assert TOKEN not in repr(verifier)


@pytest.mark.parametrize("token", [None, 7, b"bytes", [None], ["\ud800"], iter([b"x"])])
def test_what_no_token_is(token: Any) -> None:
    with pytest.raises(kaikei.ConfigurationError):
        WebhookVerifier(token)


def test_the_helpers_for_frameworks_refuse_it() -> None:
    """They answer 403, which would switch the webhook off."""
    from kaikei.webhooks import django, fastapi, flask

    for helper in (django, fastapi, flask):
        with pytest.raises(kaikei.ConfigurationError) as caught:
            helper.webhook(WebhookVerifier(TOKEN))
        assert caught.value.field == "verifier"


def test_arguments_of_other_types() -> None:
    verifier = WebhookVerifier(TOKEN)
    with pytest.raises(kaikei.InvalidRequestError):
        verifier.verify("text", {})  # type: ignore[arg-type]
    with pytest.raises(kaikei.InvalidRequestError):
        verifier.verify(b"{}", 7)  # type: ignore[arg-type]
    with pytest.raises(kaikei.WebhookError) as caught:
        verifier.verify(b"{}", {"authorization": 7})  # type: ignore[arg-type]
    assert caught.value.code == "token_mismatch"
    with pytest.raises(kaikei.InvalidRequestError):
        sample_webhook(TOKEN, "charge_finished", {}, created_on=datetime(2026, 1, 1))
    assert (univapay.TAKEN, univapay.NOT_NOW) == (200, 503)
