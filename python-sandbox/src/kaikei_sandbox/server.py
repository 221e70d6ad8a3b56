"""A running sandbox and its control API."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any

from ._native import Server as NativeServer


class ControlError(Exception):
    """The control API refused a request."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        """HTTP status: 400 for a mistake, 404 for what does not exist."""
        self.message = message


class Server:
    """Both gateways on a free port of 127.0.0.1, until stopped, left as a context manager, or collected.

    Options are those of the sandbox: `seed`, `settings` (a dict), `start_at` (an instant in ISO-8601,
    at which the clock then stands), `redirect_uris` and `allow_hosts` (lists).

    Raises `ValueError` for options that the sandbox does not know, `OSError` if it cannot listen.
    """

    def __init__(self, **options: Any) -> None:
        self._native = NativeServer(json.dumps(options))

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:port`, of both gateways and the control API."""
        return self._native.base_url

    @property
    def credentials(self) -> dict[str, str]:
        """The first merchant's test keys, by name."""
        keys: dict[str, str] = self.control("GET", "/_sandbox/credentials")
        return keys

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Asks the control API, without a socket, and returns its JSON.

        `path` starts with `/_sandbox/` and may have a query; `body` is anything that JSON can hold.

        Raises `ControlError` if the control API refuses, `RuntimeError` after a stop.
        """
        status, text = self._native.control(method, path, "" if body is None else json.dumps(body))
        if 200 <= status < 300:
            return json.loads(text)
        raise ControlError(status, _message(text))

    def stop(self) -> None:
        """Closes the listener and every connection, and returns once that is done. Stopping twice is fine."""
        self._native.stop()

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<kaikei_sandbox.Server {self.base_url}>"


def _message(text: str) -> str:
    """What a refusal says; all but those of HTTP itself say it in JSON."""
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text
