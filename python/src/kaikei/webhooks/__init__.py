"""Verifying webhooks: ITO-Japan's "instant payment notifications".

Make one `Verifier` and use it often. Hand over every header and the raw body, before any parsing;
`kaikei.webhooks.fastapi`, `.flask` and `.django` do that for their frameworks.
"""

from __future__ import annotations

from kaikei._native import Explanation, Finding, Fingerprint, Verifier, WebhookEvent
from kaikei._native import sign_webhook as sign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    Body: TypeAlias = bytes | bytearray | memoryview
    Headers: TypeAlias = Mapping[str, str] | Iterable[tuple[Any, Any]]

__all__ = [
    "Explanation",
    "Finding",
    "Fingerprint",
    "Verifier",
    "WebhookEvent",
    "explain",
    "sign",
    "verify",
]


def verify(
    secret: str | Mapping[str, str],
    body: Body,
    headers: Headers,
    *,
    tolerance: float | None = None,
    now: float | None = None,
) -> WebhookEvent:
    """Verifies one webhook. A `Verifier` does the same without preparing the secret each time."""
    return Verifier(secret, tolerance=tolerance).verify(body, headers, now)


def explain(
    secret: str | Mapping[str, str],
    body: Body,
    headers: Headers,
    *,
    tolerance: float | None = None,
    now: float | None = None,
) -> Explanation:
    """Says why one webhook fails, for developers: never for the answer to the gateway."""
    return Verifier(secret, tolerance=tolerance).explain(body, headers, now)
