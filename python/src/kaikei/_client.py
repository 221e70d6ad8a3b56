"""The clients."""

from __future__ import annotations

from kaikei import _log
from kaikei._base import Client, keep, raise_ours
from kaikei._named import named
from kaikei._settings import ItoJapanSettings, UnivaPaySettings
from kaikei.generated.ito.resources import ItoJapanResources
from kaikei.generated.univapay.resources import UnivaPayResources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol, TypeAlias

    from typing_extensions import Self

    from kaikei import _native
    from kaikei._orders import Confirmation
    from kaikei.generated.ito.models import Order
    from kaikei.webhooks import WebhookEvent

    Transport: TypeAlias = Callable[[_native.Request], _native.Response]

    class TokenStore(Protocol):
        """Keeps a user's tokens. New ones are handed to it before they are used."""

        def save(self, tokens: _native.Tokens, /) -> object:
            """Keeps `tokens` in place of earlier ones. An exception fails the call; the tokens stay in
            memory and are offered again by the next call.
            """
            ...

else:
    Transport = TokenStore = object


class Calls(Client):
    """How a client without asyncio calls."""

    _asynchronous = False

    def _call(
        self,
        operation: str,
        parameters: dict[str, object],
        *,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        return self._send(
            operation,
            self._native.call,
            operation,
            parameters,
            timeout,
            attempt_timeout,
            connect_timeout,
            max_retries,
            idempotency_key,
        )

    def _send(self, operation: str, prepare: Callable[..., _native.Call], *arguments: object) -> Any:
        start = _log.started()
        try:
            result = prepare(*arguments).wait()
        except BaseException as error:
            if start is not None:
                _log.ended(start, operation, error)
            raise_ours(error)
        if start is not None:
            _log.ended(start, operation, result)
        return result

    def close(self) -> None:
        """Closes idle connections. Calls under way end as they would have."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class ItoJapan(Calls, ItoJapanSettings, ItoJapanResources):
    """A client of ITO-Japan, usable from several threads.

    Every setting is optional: give the keys of those calls that you make.
    """

    @named
    def confirm(
        self,
        order: Order,
        event: WebhookEvent,
        *,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
    ) -> Confirmation:
        """Whether a verified webhook proves that `order` was paid: compares status, `custom`, currency
        and amount, then asks the gateway. Deliver only if it is `confirmed`.
        """
        limits = (timeout, attempt_timeout, connect_timeout, max_retries)
        confirmation: Confirmation = self._send("ito.confirm", self._native.confirm, order, event, limits)
        return confirmation

    @named
    def finish_login(
        self,
        pending: _native.PendingLogin,
        redirect_url: str,
        *,
        token_store: TokenStore | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
    ) -> Self:
        """Ends a login with the URL that the browser came back to, and returns a client that acts for
        the user. New tokens go to `token_store` before they are used.
        """
        limits = (timeout, attempt_timeout, connect_timeout, max_retries)
        store = keep(token_store)
        native = self._send(
            "ito.finish_login", self._native.finish_login, pending, redirect_url, store, limits
        )
        return self._derived(native, store)

    @named
    def with_session(
        self, tokens: _native.Tokens, *, client_id: str, token_store: TokenStore | None = None
    ) -> Self:
        """The same client acting for a user whose tokens you kept."""
        return self._with_session(tokens, client_id, token_store)


class UnivaPay(Calls, UnivaPaySettings, UnivaPayResources):
    """A client of UnivaPay, usable from several threads."""
