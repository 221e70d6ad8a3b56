"""What the sandbox has noted: requests and webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


def instant(text: str) -> datetime:
    """An instant such as `2026-11-23T00:09:23.083929828Z`, to the microsecond."""
    whole, point, fraction = text.removesuffix("Z").partition(".")
    # `fromisoformat` of Python 3.10 wants six digits after the point, or none.
    return datetime.fromisoformat(whole + (point and f".{fraction[:6]:0<6}") + "+00:00")


@dataclass(frozen=True)
class JournalEntry:
    """One request that reached a gateway, secrets masked."""

    id: int
    """Counts up from 1."""
    at: datetime
    """On the sandbox's clock, in UTC."""
    gateway: Literal["ito", "univapay"]
    request_id: str
    method: str
    path: str
    """Without the query."""
    query: str
    headers: tuple[tuple[str, str], ...]
    body: str
    status: int | None
    """`None` if the connection was cut before there was one."""
    merchant: str | None
    """Id of the merchant whose credentials were used."""
    fault: str | None
    """The fault that was applied."""

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> JournalEntry:
        """From the control API's answer."""
        return cls(
            id=entry["id"],
            at=instant(entry["at"]),
            gateway=entry["gateway"],
            request_id=entry["request_id"],
            method=entry["method"],
            path=entry["path"],
            query=entry["query"],
            headers=tuple((name, value) for name, value in entry["headers"]),
            body=entry["body"],
            status=entry["status"],
            merchant=entry["merchant"],
            fault=entry["fault"],
        )


@dataclass(frozen=True)
class Attempt:
    """One attempt at a webhook: exactly one of `status`, `error` and `refused` is set."""

    at: datetime
    status: int | None
    """What the receiver answered; only 2xx is success."""
    error: str | None
    """No answer came."""
    refused: str | None
    """It was not sent and never will be."""


@dataclass(frozen=True)
class Delivery:
    """One webhook and what became of it."""

    id: str
    """Such as `webhook-1`."""
    merchant: str
    payment_id: str
    url: str
    body: str
    """JSON, byte for byte as posted."""
    state: Literal["pending", "held", "delivered", "failed", "dropped", "refused"]
    due: datetime | None
    """When the next attempt is due on the sandbox's clock."""
    attempts: tuple[Attempt, ...]
    """Oldest first."""

    @classmethod
    def read(cls, delivery: Mapping[str, Any]) -> Delivery:
        """From the control API's answer."""
        return cls(
            id=delivery["id"],
            merchant=delivery["merchant"],
            payment_id=delivery["payment_id"],
            url=delivery["url"],
            body=delivery["body"],
            state=delivery["state"],
            due=None if delivery["due"] is None else instant(delivery["due"]),
            attempts=tuple(
                Attempt(
                    at=instant(attempt["at"]),
                    status=attempt.get("status"),
                    error=attempt.get("error"),
                    refused=attempt.get("refused"),
                )
                for attempt in delivery["attempts"]
            ),
        )
