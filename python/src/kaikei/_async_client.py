"""The clients for asyncio."""

from __future__ import annotations

from kaikei import _log
from kaikei._base import Client, keep, raise_ours
from kaikei._mailbox import run
from kaikei._named import named
from kaikei._settings import ItoJapanSettings, UnivaPaySettings
from kaikei.generated.ito.resources import AsyncItoJapanResources
from kaikei.generated.univapay.resources import AsyncUnivaPayResources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, Protocol, TypeAlias

    from typing_extensions import Self

    from kaikei import _native
    from kaikei._orders import Confirmation
    from kaikei.generated.ito.models import Order
    from kaikei.webhooks import WebhookEvent

    AsyncTransport: TypeAlias = Callable[[_native.Request], Awaitable[_native.Response]]

    class AsyncTokenStore(Protocol):
        """Keeps a user's tokens. New ones are handed to it before they are used."""

        def save(self, tokens: _native.Tokens, /) -> object:
            """Keeps `tokens` in place of earlier ones, at once or in a coroutine. An exception fails the
            call; the tokens stay in memory and are offered again by the next call.
            """
            ...

else:
    AsyncTransport = AsyncTokenStore = object


class AsyncCalls(Client):
    """How a client for asyncio calls."""

    _asynchronous = True

    async def _call(
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
        return await self._send(
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

    async def _send(self, operation: str, prepare: Callable[..., _native.Call], *arguments: object) -> Any:
        start = _log.started()
        try:
            result = await run(prepare(*arguments))
        except BaseException as error:
            if start is not None:
                _log.ended(start, operation, error)
            raise_ours(error)
        if start is not None:
            _log.ended(start, operation, result)
        return result

    async def close(self) -> None:
        """Closes idle connections. Calls under way end as they would have."""
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._native.close()


class AsyncItoJapan(AsyncCalls, ItoJapanSettings, AsyncItoJapanResources):
    """A client of ITO-Japan for asyncio, usable from several loops.

    Every setting is optional: give the keys of those calls that you make.
    """

    @named
    async def confirm(
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
        confirmation: Confirmation = await self._send(
            "ito.confirm", self._native.confirm, order, event, limits
        )
        return confirmation

    @named
    async def finish_login(
        self,
        pending: _native.PendingLogin,
        redirect_url: str,
        *,
        token_store: AsyncTokenStore | None = None,
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
        native = await self._send(
            "ito.finish_login", self._native.finish_login, pending, redirect_url, store, limits
        )
        return self._derived(native, store)

    @named
    def with_session(
        self, tokens: _native.Tokens, *, client_id: str, token_store: AsyncTokenStore | None = None
    ) -> Self:
        """The same client acting for a user whose tokens you kept."""
        return self._with_session(tokens, client_id, token_store)


class AsyncUnivaPay(AsyncCalls, UnivaPaySettings, AsyncUnivaPayResources):
    """A client of UnivaPay for asyncio, usable from several loops."""
