"""What the helpers for frameworks have in common."""

from __future__ import annotations

import logging

from kaikei._error import Error
from kaikei._native import Verifier
from kaikei.generated.errors import ConfigurationError

_logger = logging.getLogger("kaikei")


def check_verifier(verifier: object) -> None:
    """UnivaPay's webhooks have a verifier of their own, and must not be answered as these helpers do."""
    if not isinstance(verifier, Verifier):
        message = "verifier must be a kaikei.webhooks.Verifier, which is ITO-Japan's"
        raise ConfigurationError(message, field="verifier")


def log_refused(error: Error) -> None:
    """Tells the server's log why a webhook was refused; its sender is not told."""
    field = f" ({error.field})" if error.field else ""
    _logger.warning("a webhook was refused: %s%s", error.code, field)
