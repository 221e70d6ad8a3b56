"""Clients for asyncio: several kinds of loops, cancellation, loops that end too early."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
import uvloop
from conftest import PAYMENT

import kaikei
from kaikei.testing import Sandbox

Main = Callable[[], Awaitable[None]]


def on_asyncio(main: Main) -> None:
    asyncio.run(main())  # type: ignore[arg-type]


def on_uvloop(main: Main) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())  # type: ignore[arg-type]


def on_anyio(main: Main) -> None:
    anyio.run(main)


class WithoutPipes(asyncio.SelectorEventLoop):
    """As Windows's default loop: it watches no pipes of others."""

    def add_reader(self, *args: Any) -> None:
        raise NotImplementedError


def without_pipes(main: Main) -> None:
    with asyncio.Runner(loop_factory=WithoutPipes) as runner:
        runner.run(main())  # type: ignore[arg-type]


@pytest.fixture(params=[on_asyncio, on_uvloop, on_anyio, without_pipes])
def run(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def client(settings: dict[str, Any]) -> kaikei.AsyncItoJapan:
    return kaikei.AsyncItoJapan(**settings)


def test_many_at_once(run: Callable[[Main], None], client: kaikei.AsyncItoJapan) -> None:
    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(client.payments.create(**PAYMENT)) for _ in range(50)]
        assert len({task.result().payment_id for task in tasks}) == 50
        with pytest.raises(kaikei.NotFoundError):
            await client.payments.check_validity(payment_id="none")

    run(main)


def test_one_loop_after_another(client: kaikei.AsyncItoJapan) -> None:
    async def main() -> None:
        await client.payments.create(**PAYMENT)

    for run in (on_asyncio, on_asyncio, on_uvloop, on_anyio, on_asyncio):
        run(main)


def test_loops_side_by_side(client: kaikei.AsyncItoJapan) -> None:
    made: list[str] = []

    async def main() -> None:
        for _ in range(10):
            made.append((await client.payments.create(**PAYMENT)).payment_id)

    threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 40


def test_cancelling_drops_the_exchange(
    run: Callable[[Main], None], client: kaikei.AsyncItoJapan, sandbox: Sandbox
) -> None:
    async def main() -> None:
        sandbox.fault("delay=600000", path="/payment/process")
        task = asyncio.ensure_future(client.payments.create(**PAYMENT))
        while not sandbox.journal():
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await client.payments.create(**PAYMENT)

    run(main)


def test_a_timeout_of_asyncio_cancels(client: kaikei.AsyncItoJapan, sandbox: Sandbox) -> None:
    async def main() -> None:
        sandbox.fault("delay=600000", path="/payment/process")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.payments.create(**PAYMENT), 0.05)

    on_asyncio(main)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop, WithoutPipes])
def test_a_loop_closed_with_calls_in_flight(
    new_loop: Callable[[], asyncio.AbstractEventLoop], client: kaikei.AsyncItoJapan, sandbox: Sandbox
) -> None:
    sandbox.fault("delay=600000", path="/payment/process", times=3)
    loop = new_loop()
    # Silences "Task was destroyed but it is pending!", which is what this test does.
    loop.set_exception_handler(lambda *_: None)

    tasks: list[asyncio.Future[Any]] = []

    async def main() -> None:
        tasks.extend(asyncio.ensure_future(client.payments.create(**PAYMENT)) for _ in range(3))
        while len(sandbox.journal()) < 3:
            await asyncio.sleep(0)

    loop.run_until_complete(main())
    loop.close()
    gone = weakref.ref(loop)
    tasks.clear()
    del loop

    async def again() -> None:
        await client.payments.create(**PAYMENT)

    asyncio.run(again())
    gc.collect()
    assert gone() is None, "a closed loop stays in memory"


def test_closing(client: kaikei.AsyncItoJapan) -> None:
    async def main() -> None:
        async with client:
            await client.payments.create(**PAYMENT)
        with pytest.raises(kaikei.ConfigurationError):
            await client.payments.create(**PAYMENT)

    asyncio.run(main())


def test_bad_parameters_are_raised_by_the_await(client: kaikei.AsyncItoJapan) -> None:
    async def main() -> None:
        call = client.payments.create(**{**PAYMENT, "amount": 1.5})
        with pytest.raises(kaikei.InvalidRequestError):
            await call

    asyncio.run(main())


def test_loops_that_come_and_go_side_by_side() -> None:
    client = kaikei.AsyncItoJapan(
        base_url="http://127.0.0.1:9", proxy="direct", access_key="a", secret_key="s"
    )
    raised: list[BaseException] = []

    async def main() -> None:
        with pytest.raises(kaikei.ConnectionFailedError):
            await client.payments.check_validity(payment_id="x", max_retries=0)

    def work() -> None:
        try:
            for _ in range(40):
                asyncio.run(main())
        except BaseException as error:
            raised.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert raised == []


def test_a_closed_coroutine_drops_the_exchange(client: kaikei.AsyncItoJapan, sandbox: Sandbox) -> None:
    async def main() -> None:
        sandbox.fault("delay=600000", path="/payment/process")
        coroutine: Any = client.payments.create(**PAYMENT)
        awaited = weakref.ref(coroutine.send(None))
        coroutine.close()
        assert awaited() is None, "the call is still waited for"

    asyncio.run(main())


def test_a_closed_coroutine_leaves_no_forgotten_error(client: kaikei.AsyncItoJapan) -> None:
    told: list[Any] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: told.append(context))
        coroutine: Any = client.payments.check_validity(payment_id="none")
        future = coroutine.send(None)
        while not future.done():
            await asyncio.sleep(0)
        coroutine.close()
        del future, coroutine
        gc.collect()

    asyncio.run(main())
    assert told == []


class Refusing(asyncio.SelectorEventLoop):
    """A loop that has no room for a user's coroutine."""

    def create_task(self, coro: Any, **arguments: Any) -> Any:
        if coro.__name__ == "_answer":
            coro.close()
            raise MemoryError
        return super().create_task(coro, **arguments)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_question_that_cannot_be_asked(settings: dict[str, Any], sandbox: Sandbox) -> None:
    async def transport(request: kaikei.Request) -> kaikei.Response:
        raise AssertionError

    client = kaikei.AsyncItoJapan(**settings, transport=transport)
    with (
        asyncio.Runner(loop_factory=Refusing) as runner,
        pytest.raises(kaikei.ConnectionFailedError) as caught,
    ):
        runner.run(client.payments.create(**PAYMENT, max_retries=0))
    assert caught.value.sent == "no"
