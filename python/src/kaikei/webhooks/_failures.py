"""What the helpers for frameworks have in common."""

from __future__ import annotations

import logging

from kaikei._error import Error

_logger = logging.getLogger("kaikei")


def log_refused(error: Error) -> None:
    """Tells the server's log why a webhook was refused; its sender is not told."""
    field = f" ({error.field})" if error.field else ""
    _logger.warning("a webhook was refused: %s%s", error.code, field)
