"""What goes with UnivaPay's webhooks."""

from __future__ import annotations

from kaikei import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

TAKEN = 200
"""The HTTP status to answer when an event was taken, also one that repeats another or means nothing to
you.
"""
NOT_NOW = 503
"""The HTTP status to answer when an event was not taken: your queue is down, or it did not verify. Never 401
or 403: the gateway would switch the webhook off.
"""


def sample_webhook(
    auth_token: str,
    event: str,
    data: Mapping[str, Any] | str,
    *,
    id: str | None = None,
    created_on: datetime | None = None,
) -> tuple[bytes, dict[str, str]]:
    """A webhook as the gateway sends it, for tests of yours: its body and its headers. `data` is what the
    event is about, as in an answer's JSON. Without `id` and `created_on` it has the older form.
    """
    if not isinstance(data, str):
        import json

        data = json.dumps(data)
    when = None if created_on is None else created_on.isoformat()
    return _native.sample_webhook(auth_token, event, data, id, when)
