"""A clock for tests: waiting takes no time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kaikei._native import TestClock

if TYPE_CHECKING:
    from typing_extensions import Self


class Clock(TestClock):
    """A client's clock, as in `ItoJapan(..., clock=clock)`: it moves on only when a client waits or a test
    moves it.

    `now()` is its time in seconds since 1970, and `waits` are the seconds of every wait so far, in order.

    Args:
        start: An instant, or seconds since 1970; the system's time by default.
    """

    def __new__(cls, start: datetime | float | None = None) -> Self:
        return super().__new__(cls, start.timestamp() if isinstance(start, datetime) else start)

    def advance(self, by: float | timedelta) -> None:
        """Moves the clock on by so many seconds."""
        super().advance(by.total_seconds() if isinstance(by, timedelta) else by)
