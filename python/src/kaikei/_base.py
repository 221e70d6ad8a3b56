"""What clients have in common, with and without asyncio."""

from __future__ import annotations

import os

from kaikei._native import Client as NativeClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from typing_extensions import Self

    from kaikei._native import Login, Tokens


class Client:
    """A client of either gateway."""

    _gateway: str
    _asynchronous: bool
    _native: NativeClient

    def _open(self, settings: dict[str, Any], transport: Any, clock: Any) -> None:
        self._native = NativeClient(self._gateway, settings, self._asynchronous, transport, clock)

    def _derived(self, native: NativeClient) -> Self:
        """A client like this one that acts for a user."""
        client = object.__new__(type(self))
        client._native = native
        if native.tokens is not None:
            _with_user(native)
        return client

    @property
    def closed(self) -> bool:
        """Whether `close` was called: then every call is a `ConfigurationError`."""
        return self._native.closed

    def __repr__(self) -> str:
        return f"<{type(self).__name__}{' closed' if self.closed else ''}>"


class Logins(Client):
    """Logins of users, which are ITO-Japan's."""

    def start_login(self, *, client_id: str, redirect_uri: str, scopes: Sequence[str] = ()) -> Login:
        """Begins a user's login with PKCE: open `authorize_url` in the user's browser, and keep
        `pending` until it comes back.

        Args:
            client_id: The app's public client id. There is no client secret in an app.
            redirect_uri: Where the browser comes back to, exactly as registered. Its port is free on
                loopback.
            scopes: Scopes to ask for.
        """
        return self._native.start_login(client_id, redirect_uri, scopes)

    def _with_session(self, tokens: Tokens, client_id: str, token_store: object) -> Self:
        return self._derived(self._native.with_session(tokens, client_id, token_store))

    @property
    def tokens(self) -> Tokens | None:
        """The user's newest tokens, if this client acts for one."""
        return self._native.tokens


_users: Any = None


def _with_user(native: NativeClient) -> None:
    """Has the user's tokens remembered before each fork: a child must not look into its parent's session."""
    global _users
    if _users is None:
        from weakref import WeakSet

        users: WeakSet[NativeClient] = WeakSet()

        def before_fork() -> None:
            for user in list(users):
                user.before_fork()

        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=before_fork)
        _users = users
    _users.add(native)
