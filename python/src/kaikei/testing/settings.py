"""How the emulated gateways behave where their documents leave it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias, TypedDict

ServerMode: TypeAlias = Literal["S1", "S2", "S3", "S4"]
RecurringPrivilege: TypeAlias = Literal["none", "bounded", "infinite"]
Idempotency: TypeAlias = Literal["stored", "not_stored", "error", "disabled"]


@dataclass(frozen=True)
class Settings:
    """The settings in force."""

    server_mode: ServerMode
    """What ITO-Japan's server computes the signature over: raw body, `json_encode`, the same with `amount`
    as a float (the default, `"S3"`), or `http_build_query`.
    """
    http_200_errors: bool
    """The payment endpoints answer errors with HTTP 200."""
    epoch_times: bool
    """UnivaPay writes times as epoch milliseconds."""
    recurring_privilege: RecurringPrivilege
    """What the UnivaPay account may do with recurring tokens."""
    plain_webhooks: bool
    """UnivaPay's webhooks are `{event, data}`, without an id and a time around."""
    enforce_rate_limits: bool
    """UnivaPay answers 429 once a bucket is empty."""
    idempotency: Idempotency
    """Whether UnivaPay keeps idempotency keys; otherwise it carries every request out."""

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Settings:
        """From the control API's answer; settings of a newer sandbox are left out."""
        return cls(**{field.name: answer[field.name] for field in fields(cls)})


class SettingChanges(TypedDict, total=False):
    """Some of `Settings`, as a dict; what is left out stays as it is."""

    server_mode: ServerMode
    http_200_errors: bool
    epoch_times: bool
    recurring_privilege: RecurringPrivilege
    plain_webhooks: bool
    enforce_rate_limits: bool
    idempotency: Idempotency
