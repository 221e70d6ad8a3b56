"""A client's half of the driver's protocol: `ready` once it is warm, then for each line the CPU of one call.

CPU is that of the whole process, kernel and every thread included, in microseconds.
"""

from __future__ import annotations

import asyncio
import sys
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

#: Of one turn, in seconds of CPU. Long enough for the clock, short enough that the machine's moods meet all alike.
TURN = 0.1
WARM_UP = 1.5
#: As in Rust's `loopback`.
CONCURRENCY = 64
#: Below this, starting and ending a turn would count.
FEWEST_AT_ONCE = 8 * CONCURRENCY


def one_by_one(prepare: Callable[[], Callable[[], object]]) -> None:
    """Turns of calls after each other; `prepare` is asked for the call before each turn."""

    def run(count: int) -> float:
        call = prepare()
        started = process_time()
        for _ in range(count):
            call()
        return process_time() - started

    count = 16
    while (spent := run(count)) < TURN:
        count = max(2 * count, int(count * TURN / max(spent, 1e-4))) if spent < TURN / 2 else count + count // 4
    warm = spent
    while warm < WARM_UP:
        warm += run(count)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(run(count) / count * 1e6, flush=True)


async def at_once(call: Callable[[], Awaitable[object]]) -> None:
    """Turns of calls of which so many are always under way."""

    async def run(count: int) -> float:
        left = iter(range(count))

        async def worker() -> None:
            for _ in left:
                await call()

        started = process_time()
        await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))
        return process_time() - started

    await run(FEWEST_AT_ONCE)
    count = FEWEST_AT_ONCE
    warm = 0.0
    while warm < WARM_UP:
        spent = await run(count)
        warm += spent
        count = max(FEWEST_AT_ONCE, int(count * TURN / spent))
    print("ready", flush=True)
    # Nothing else runs between the turns: waiting for a line may block the loop.
    for _ in sys.stdin:
        print(await run(count) / count * 1e6, flush=True)
