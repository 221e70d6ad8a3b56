"""What clients have in common, with and without asyncio."""

from __future__ import annotations

import os

from kaikei._error import Error
from kaikei._named import named
from kaikei._native import Client as NativeClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn
    from weakref import ref

    from typing_extensions import Self

    from kaikei._native import Login, Tokens


class Kept:
    """A user's transport or store. The native client refers to it weakly: the collector sees only this side
    of the ways that may lead from it back to the client.
    """

    __slots__ = ("__weakref__", "target")

    def __init__(self, target: object) -> None:
        self.target = target


def keep(target: object) -> Kept | None:
    """What the native client gets for a transport or store: the client, or its call, must hold on to it."""
    return None if target is None else Kept(target)


class Client:
    """A client of either gateway."""

    _gateway: str
    _asynchronous: bool
    _native: NativeClient
    _kept: tuple[Kept | None, ...]

    def _open(self, settings: dict[str, Any], transport: Any, clock: Any) -> None:
        kept = keep(transport)
        self._kept = (kept,)
        self._native = NativeClient(self._gateway, settings, self._asynchronous, kept, clock)

    def _derived(self, native: NativeClient, store: Kept | None) -> Self:
        """A client like this one that acts for a user."""
        client = object.__new__(type(self))
        client._native = native
        client._kept = (*self._kept, store)
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

    @named
    def start_login(self, *, client_id: str, redirect_uri: str, scopes: Sequence[str] = ()) -> Login:
        """Begins a user's login with PKCE: open `authorize_url` in the user's browser, and keep
        `pending` until it comes back.

        Args:
            client_id: The app's public client id. There is no client secret in an app.
            redirect_uri: Where the browser comes back to, exactly as registered. Its port is free on
                loopback.
            scopes: Scopes to ask for.
        """
        try:
            return self._native.start_login(client_id, redirect_uri, scopes)
        except BaseException as error:
            raise_ours(error)

    def _with_session(self, tokens: Tokens, client_id: str, token_store: object) -> Self:
        store = keep(token_store)
        try:
            native = self._native.with_session(tokens, client_id, store)
        except BaseException as error:
            raise_ours(error)
        return self._derived(native, store)

    @property
    def tokens(self) -> Tokens | None:
        """The user's newest tokens, if this client acts for one."""
        return self._native.tokens


def raise_ours(error: BaseException) -> NoReturn:
    """Raises `error` again, or an `InternalError` for an exception that should not have come."""
    if isinstance(error, Error) or not isinstance(error, Exception):
        raise error
    from kaikei.generated.errors import InternalError

    raise InternalError("an unexpected exception; see __cause__") from error


# No WeakSet: other threads may add to it while it is gone through.
_users: set[ref[NativeClient]] | None = None


def _with_user(native: NativeClient) -> None:
    """Has the user's tokens remembered before each fork: a child must not look into its parent's session."""
    from weakref import ref

    global _users
    if _users is None:
        _users = set()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=_before_fork)
    _users.add(ref(native, _users.discard))


def _before_fork() -> None:
    for user in list(_users or ()):
        if (native := user()) is not None:
            native.before_fork()
