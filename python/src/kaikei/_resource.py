"""The base classes of the generated resources."""

from __future__ import annotations

from kaikei._named import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Caller(Protocol):
        """A client, as its resources see it."""

        def _call(
            self,
            operation: str,
            parameters: dict[str, object],
            *,
            timeout: float | None = ...,
            attempt_timeout: float | None = ...,
            connect_timeout: float | None = ...,
            max_retries: int | None = ...,
            idempotency_key: str | None = ...,
        ) -> Any: ...

    class AsyncCaller(Protocol):
        """A client for asyncio, as its resources see it."""

        async def _call(
            self,
            operation: str,
            parameters: dict[str, object],
            *,
            timeout: float | None = ...,
            attempt_timeout: float | None = ...,
            connect_timeout: float | None = ...,
            max_retries: int | None = ...,
            idempotency_key: str | None = ...,
        ) -> Any: ...


class _Calls:
    """Methods whose parameters are checked by name."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        for name, method in list(vars(cls).items()):
            if not name.startswith("_"):
                setattr(cls, name, named(method))


class Resource(_Calls):
    """Some calls of a client that belong together."""

    __slots__ = ("_client",)

    def __init__(self, client: Any) -> None:
        self._client: Caller = client


class AsyncResource(_Calls):
    """Some calls of a client for asyncio that belong together."""

    __slots__ = ("_client",)

    def __init__(self, client: Any) -> None:
        self._client: AsyncCaller = client
