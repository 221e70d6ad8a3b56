"""Lists, page by page."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import kaikei
from kaikei.testing import Sandbox
from kaikei.univapay import Charge, Listing, Page

SETTINGS: dict[str, Any] = {
    # Its claims name the store.
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdG9yZV9pZCI6IjExIn0.c2ln",
    "secret": "secret",
    "base_url": "http://127.0.0.1:9",
}


class Gateway:
    """A transport that answers with `total` charges, page by page."""

    def __init__(self, total: int, next_cursor: Callable[[str], str] = lambda cursor: cursor) -> None:
        self.total = total
        self.next_cursor = next_cursor
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: kaikei.Request) -> kaikei.Response:
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        self.asked.append(query)
        first, limit = int(query.get("cursor", "0")), int(query.get("limit", "10"))
        last = min(first + limit, self.total)
        page: dict[str, Any] = {
            "items": [
                {"id": str(at), "status": "successful", "new_field": at} for at in range(first + 1, last + 1)
            ],
            "has_more": last < self.total,
            "total_hits": self.total,
        }
        if last < self.total:
            page["next_cursor"] = self.next_cursor(str(last))
        return kaikei.Response(200, {"content-type": "application/json"}, json.dumps(page).encode())

    async def later(self, request: kaikei.Request) -> kaikei.Response:
        await asyncio.sleep(0)
        return self(request)

    def client(self) -> kaikei.UnivaPay:
        return kaikei.UnivaPay(**SETTINGS, transport=self)


@pytest.fixture
def many(sandbox: Sandbox) -> Iterator[kaikei.UnivaPay]:
    """A client of a gateway with 250 transactions."""
    sandbox.control("POST", "univapay/history", {"rows": 250})
    with sandbox.univapay() as client:
        yield client


def test_a_loop_reads_every_page(many: kaikei.UnivaPay, sandbox: Sandbox) -> None:
    listing = many.transactions.list()
    assert sandbox.journal() == []
    rows = list(listing)
    assert len({row.resource_id for row in rows}) == 250
    assert [entry.query.count("limit=100") for entry in sandbox.journal()] == [1, 1, 1]
    assert next(iter(listing)) == rows[0], "each loop begins anew"
    assert rows[0].response is None
    assert rows[0].raw is None


def test_a_page_by_itself(many: kaikei.UnivaPay) -> None:
    page = many.transactions.list().page()
    assert isinstance(page, Page)
    assert (len(page.items), page.has_more) == (10, True)
    assert page.next_cursor is not None
    assert page.response is not None
    assert page.raw["has_more"] is True
    after = many.transactions.list(cursor=page.next_cursor, limit=100).page()
    assert after.items[0] != page.items[-1]
    assert "Page(items=[TransactionRecord(" in repr(page)


def test_a_loop_with_asyncio(sandbox: Sandbox) -> None:
    sandbox.control("POST", "univapay/history", {"rows": 250})

    async def main() -> None:
        async with sandbox.async_univapay() as client:
            listing = client.transactions.list(limit=50)
            assert len([row async for row in listing]) == 250
            assert len(sandbox.journal()) == 5
            assert len((await listing.page()).items) == 50

    asyncio.run(main())


def test_only_what_is_reached_is_read() -> None:
    gateway = Gateway(1000)
    for charge in gateway.client().charges.list(limit=5, currency="JPY"):
        if charge.id == "6":
            break
    assert gateway.asked == [
        {"limit": "5", "currency": "JPY"},
        {"limit": "5", "currency": "JPY", "cursor": "5"},
    ]


def test_a_loop_may_begin_in_the_middle() -> None:
    assert [charge.id for charge in Gateway(12).client().charges.list(cursor="9")] == ["10", "11", "12"]


def test_an_empty_list() -> None:
    assert list(Gateway(0).client().charges.list()) == []


@pytest.mark.parametrize(
    ("next_cursor", "pages"),
    [
        (lambda _: "0", 2),
        # The second page's cursor brings the first again, and so on.
        (lambda cursor: {"100": "100", "200": "0"}.get(cursor, cursor), 4),
        (lambda cursor: "500" if cursor == "3000" else cursor, None),
    ],
)
def test_a_list_that_turns_in_a_circle_ends(next_cursor: Callable[[str], str], pages: int | None) -> None:
    gateway = Gateway(100_000, next_cursor)
    with pytest.raises(kaikei.InvalidResponseError, match="never end") as caught:
        for _ in gateway.client().charges.list():
            assert len(gateway.asked) < 1000
    assert (caught.value.field, caught.value.http_status) == ("next_cursor", 200)
    if pages is not None:
        assert len(gateway.asked) <= pages


def test_what_cannot_be_read_fails_its_page() -> None:
    def transport(request: kaikei.Request) -> kaikei.Response:
        return kaikei.Response(200, {}, b'{"items":[{"id":"1"},{"no":"id"}],"has_more":false}')

    client = kaikei.UnivaPay(**SETTINGS, transport=transport)
    with pytest.raises(kaikei.InvalidResponseError):
        list(client.charges.list())


def test_parameters_and_limits() -> None:
    gateway = Gateway(1)
    client = gateway.client()
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.charges.list(state="failed")  # type: ignore[call-arg]
    assert caught.value.field == "state"
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        list(client.charges.list(limit=101))
    assert caught.value.field == "limit"
    with pytest.raises(kaikei.InvalidRequestError) as caught:
        client.charges.list(timeout=0).page()
    assert caught.value.field == "timeout"
    assert gateway.asked == []
    assert repr(client.charges.list()) == "<Listing of univapay.charges.list>"


def test_one_page_in_memory_at_a_time(caplog: pytest.LogCaptureFixture) -> None:
    # pytest keeps what is logged, which is a line for each page.
    caplog.set_level(logging.WARNING, logger="kaikei")
    listing: Listing[Charge] = Gateway(20_000).client().charges.list()

    def peak(rows: int) -> int:
        gc.collect()
        tracemalloc.reset_peak()
        for at, _ in enumerate(listing, 1):
            if at == rows:
                break
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        peak(1000)
        few, many = peak(1000), peak(20_000)
    finally:
        tracemalloc.stop()
    assert many < few + 300_000


def test_cancelled_between_pages() -> None:
    gateway = Gateway(1000)

    async def main() -> None:
        client = kaikei.AsyncUnivaPay(**SETTINGS, transport=gateway.later)
        seen = asyncio.Event()

        async def read() -> None:
            async for _ in client.charges.list(limit=1):
                seen.set()
                await asyncio.sleep(0)

        task = asyncio.ensure_future(read())
        await seen.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        asked = len(gateway.asked)
        await asyncio.sleep(0.02)
        assert len(gateway.asked) == asked

    asyncio.run(main())
