"""What a user's own HTTP client raises."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class TransportFailure(Exception):
    """A request brought no answer. A transport raises it to say how far the request got.

    Any other exception counts as `phase="send", sent="maybe"`: then nobody knows whether the request
    was carried out.
    """

    def __init__(
        self,
        message: str = "the transport failed",
        *,
        phase: Literal["connect", "tls", "send", "receive", "timeout", "cancelled"] = "send",
        sent: Literal["no", "maybe", "yes"] = "maybe",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.phase = phase
        self.sent = sent
