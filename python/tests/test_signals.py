"""Ctrl-C ends a call without asyncio."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import PAYMENT

import kaikei
from kaikei.testing import Sandbox


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C as in a terminal: it is ignored by what is started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_ends_a_call(settings: dict[str, Any], sandbox: Sandbox) -> None:
    sandbox.fault("delay=600000", path="/payment/process")

    def press() -> None:
        while not sandbox.journal():
            pass
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    client = kaikei.ItoJapan(**settings)
    with pytest.raises(KeyboardInterrupt):
        client.payments.create(**PAYMENT)
    presser.join()
    client.payments.create(**PAYMENT)


def test_a_handler_that_returns_does_not_end_it(settings: dict[str, Any], sandbox: Sandbox) -> None:
    pressed: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: pressed.append(number))
    try:
        sandbox.fault("delay=300", path="/payment/process")

        def press() -> None:
            while not sandbox.journal():
                pass
            os.kill(os.getpid(), signal.SIGUSR1)

        presser = threading.Thread(target=press)
        presser.start()
        kaikei.ItoJapan(**settings).payments.create(**PAYMENT)
        presser.join()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert pressed == [signal.SIGUSR1]
