"""Errors: a class for each kind, and nothing in them that must not be shown."""

from __future__ import annotations

import copy
import pickle

import pytest
from conftest import PAYMENT

import kaikei
from kaikei.generated.errors import BY_KIND
from kaikei.testing import Sandbox


def test_each_kind_has_a_class() -> None:
    assert len(BY_KIND) == 17
    for kind, cls in BY_KIND.items():
        assert issubclass(cls, kaikei.Error)
        assert cls.kind == kind
        assert getattr(kaikei, cls.__name__) is cls
        assert cls.__doc__


def test_every_attribute(client: kaikei.ItoJapan) -> None:
    with pytest.raises(kaikei.NotFoundError) as caught:
        client.users.balance(user="nobody")
    error = caught.value
    assert str(error) == "not_found: User not found. (HTTP 404)"
    assert error.message == "User not found."
    assert (error.http_status, error.sent) == (404, "yes")
    assert error.request_id is not None
    assert error.raw == '{"message":"User not found."}'
    assert error.raw not in repr(error)


def test_survives_pickle_and_copy(client: kaikei.ItoJapan) -> None:
    with pytest.raises(kaikei.Error) as caught:
        client.payments.check_validity(payment_id="none")
    error = caught.value
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is type(error)
        assert str(other) == str(error)
        assert other.__dict__ == error.__dict__


def test_outcome_unknown_says_what_to_look_for(sandbox: Sandbox, client: kaikei.ItoJapan) -> None:
    sandbox.fault("reset_after", path="/payment/process")
    with pytest.raises(kaikei.OutcomeUnknownError) as caught:
        client.payments.create(**PAYMENT)
    assert caught.value.reference == "ORDER-1"
    assert caught.value.sent in ("maybe", "yes")


def test_retry_after_in_seconds(sandbox: Sandbox, client: kaikei.ItoJapan) -> None:
    sandbox.fault("too_many=7", path="/payment/check-validity")
    with pytest.raises(kaikei.RateLimitedError) as caught:
        client.payments.check_validity(payment_id="p", max_retries=0)
    assert caught.value.retry_after == 7.0


def test_users_may_make_their_own() -> None:
    error = kaikei.NotFoundError("gone")
    assert (str(error), error.code, error.kind) == ("not_found: gone", None, "not_found")
