"""Logging under the name `kaikei`, at level DEBUG: one line for each call, and nothing secret in it."""

from __future__ import annotations

import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger

_logger: Logger | None = None


def started() -> float | None:
    """When a call started, if it is to be logged."""
    global _logger
    if _logger is None:
        # A program that never imported logging has not asked for any.
        logging = sys.modules.get("logging")
        if logging is None:
            return None
        logger: Logger = logging.getLogger("kaikei")
        _logger = logger
    return monotonic() if _logger.isEnabledFor(10) else None


def ended(start: float, operation: str, result: object) -> None:
    """A call ended with an answer, or with an exception."""
    from kaikei._error import Error

    if _logger is None:
        return
    seconds = monotonic() - start
    if isinstance(result, Error):
        status: object = f"{result.kind} (HTTP {result.http_status})" if result.http_status else result.kind
    elif isinstance(result, BaseException):
        status = type(result).__name__
    else:
        response = getattr(result, "response", None)
        if response is None:
            status = getattr(result, "outcome", "ok")
        else:
            status = f"HTTP {response.http_status}, {response.retries} retries"
    _logger.debug("%s: %s in %.1f ms", operation, status, seconds * 1000)
