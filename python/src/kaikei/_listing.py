"""Lists that the gateway hands out page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from kaikei._model import Model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from typing import Any

    from kaikei._resource import AsyncCaller, Caller

T = TypeVar("T")

_LARGEST = 100


@dataclass(frozen=True, kw_only=True, repr=False)
class Page(Model, Generic[T]):
    """One page of a list. Only the page has `response` and `raw`; its items are parts of it."""

    items: list[T]
    """What the page holds."""
    has_more: bool
    """Whether there is another page."""
    total_hits: int | None = None
    """How many items all pages hold; the gateway says it for some lists, on the first page only."""
    next_cursor: str | None = None
    """The `cursor` of the next page; `None` if this is the last one."""


class _Listing(Generic[T]):
    """A call for pages that has not been sent."""

    __slots__ = ("_limits", "_operation", "_parameters")

    def __init__(self, operation: str, parameters: dict[str, object], limits: dict[str, Any]) -> None:
        self._operation = operation
        self._parameters = parameters
        self._limits = limits

    def _first(self) -> _Walk:
        limit = self._parameters.get("limit")
        return _Walk({**self._parameters, "limit": _LARGEST if limit is None else limit})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation}>"


class Listing(_Listing[T]):
    """A list, not read yet. A loop over it sends a call for each page when it gets there, and keeps one page
    at a time; each loop begins anew. Without `limit` it asks for 100 items at once.
    """

    __slots__ = ("_client",)

    def __init__(
        self, client: Caller, operation: str, parameters: dict[str, object], **limits: float | None
    ) -> None:
        super().__init__(operation, parameters, limits)
        self._client = client

    def __iter__(self) -> Generator[T, None, None]:
        """Every item, over all pages."""
        walk = self._first()
        while walk.goes_on:
            yield from walk.items(self._client._call(self._operation, walk.parameters, **self._limits))

    def page(self) -> Page[T]:
        """Reads one page: the first, or the one that begins at `cursor`."""
        page: Page[T] = self._client._call(self._operation, self._parameters, **self._limits)
        return page


class AsyncListing(_Listing[T]):
    """A list, not read yet. A loop over it (`async for`) sends a call for each page when it gets there, and
    keeps one page at a time; each loop begins anew. Without `limit` it asks for 100 items at once.
    """

    __slots__ = ("_client",)

    def __init__(
        self, client: AsyncCaller, operation: str, parameters: dict[str, object], **limits: float | None
    ) -> None:
        super().__init__(operation, parameters, limits)
        self._client = client

    async def __aiter__(self) -> AsyncGenerator[T, None]:
        """Every item, over all pages."""
        walk = self._first()
        while walk.goes_on:
            for item in walk.items(
                await self._client._call(self._operation, walk.parameters, **self._limits)
            ):
                yield item

    async def page(self) -> Page[T]:
        """Reads one page: the first, or the one that begins at `cursor`."""
        page: Page[T] = await self._client._call(self._operation, self._parameters, **self._limits)
        return page


class _Walk:
    """From one page to the next. A cursor that came before is noticed however many came since, with two of
    them kept: Brent's algorithm.
    """

    __slots__ = ("_landmark", "_steps", "_until", "goes_on", "parameters")

    def __init__(self, parameters: dict[str, object]) -> None:
        self.parameters = parameters
        self.goes_on = True
        self._landmark: object = parameters.get("cursor")
        self._steps: int = 0
        self._until: int = 1

    def items(self, page: Page[T]) -> list[T]:
        """What `page` holds. The next page's parameters are ready afterwards."""
        cursor = page.next_cursor
        self.goes_on = cursor is not None
        if cursor is None and page.has_more:
            raise _broken(page, "the list goes on, and does not say where")
        if cursor is not None:
            if cursor in (self._landmark, self.parameters.get("cursor")):
                raise _broken(page, "the cursor of the next page came before: the list would never end")
            self._steps += 1
            if self._steps == self._until:
                self._landmark, self._steps, self._until = cursor, 0, 2 * self._until
            self.parameters = {**self.parameters, "cursor": cursor}
        return page.items


def _broken(page: Page[Any], message: str) -> Exception:
    from kaikei.generated.errors import InvalidResponseError

    response = page.response
    return InvalidResponseError(
        message,
        field="next_cursor",
        http_status=None if response is None else response.http_status,
        request_id=None if response is None else response.request_id,
        sent="yes",
        raw=page.raw_text,
    )
