"""Forked children: each makes its own thread, connections and tokens, whatever its parent did before."""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from conftest import PAYMENT

import kaikei
from kaikei.testing import Sandbox

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")

# The children are asked for what they saw, so that the parent can compare.
_client: kaikei.ItoJapan | None = None
_async_client: kaikei.AsyncItoJapan | None = None


def create(_: int) -> tuple[int, str]:
    assert _client is not None
    return os.getpid(), _client.payments.create(**PAYMENT).payment_id


def create_async(_: int) -> tuple[int, str]:
    async def main() -> str:
        assert _async_client is not None
        return (await _async_client.payments.create(**PAYMENT)).payment_id

    return os.getpid(), asyncio.run(main())


@pytest.mark.parametrize("work", [create, create_async])
def test_a_pool_after_calls_of_the_parent(settings: dict[str, Any], work: Any) -> None:
    global _client, _async_client
    _client, _async_client = kaikei.ItoJapan(**settings), kaikei.AsyncItoJapan(**settings)
    mine = work(0)
    with multiprocessing.get_context("fork").Pool(3) as pool:
        made = pool.map(work, range(12), chunksize=1)
    assert os.getpid() not in {process for process, _ in made}
    mine_again = work(0)
    assert len({payment for _, payment in [mine, mine_again, *made]}) == 14


def test_a_child_of_a_parent_in_the_middle_of_a_call(settings: dict[str, Any], sandbox: Sandbox) -> None:
    async def main() -> None:
        client = kaikei.AsyncItoJapan(**settings)
        sandbox.fault("delay=600000", path="/payment/process")
        task = asyncio.ensure_future(client.payments.create(**PAYMENT))
        while not sandbox.journal():
            await asyncio.sleep(0)
        process = os.fork()
        if process == 0:
            # A child without the parent's loop.
            code = 1
            try:
                asyncio.events._set_running_loop(None)
                asyncio.run(client.payments.create(**PAYMENT))
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(process, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        # The parent's own loop and connections are as they were.
        await client.payments.create(**{**PAYMENT, "custom": "ORDER-2"})
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())


def test_a_child_that_python_did_not_fork(settings: dict[str, Any]) -> None:
    client = kaikei.ItoJapan(**settings)
    client.payments.create(**PAYMENT)
    process = ctypes.PyDLL(None).fork()
    if process == 0:
        code = 1
        try:
            client.payments.create(**{**PAYMENT, "custom": "ORDER-2"})
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    client.payments.create(**{**PAYMENT, "custom": "ORDER-3"})


def test_a_signal_handler_that_forks_in_the_middle_of_a_call(
    settings: dict[str, Any], sandbox: Sandbox
) -> None:
    client = kaikei.ItoJapan(**settings)
    sandbox.fault("delay=300", path="/payment/process")
    parent = os.getpid()
    children: list[int] = []

    def press() -> None:
        while not sandbox.journal():
            pass
        os.kill(parent, signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, lambda *_: children.append(os.fork()))
    presser = threading.Thread(target=press)
    presser.start()
    code = 1
    try:
        client.payments.create(**PAYMENT)
    except kaikei.InternalError:
        # The call is the parent's; the child can make its own.
        assert os.getpid() != parent
        client.payments.create(**{**PAYMENT, "custom": "ORDER-2"})
        code = 0
    finally:
        if os.getpid() != parent:
            os._exit(code)
        signal.signal(signal.SIGUSR1, before)
    presser.join()
    _, status = os.waitpid(children[0], 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_users_tokens_in_a_child(sandbox: Sandbox) -> None:
    keys = sandbox.credentials
    app = kaikei.ItoJapan(base_url=sandbox.base_url, proxy="direct")
    login = app.start_login(client_id=keys.public_client_id, redirect_uri=keys.redirect_uri)
    user = app.finish_login(login.pending, sandbox.sign_in(login.authorize_url))
    user.me.get()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            assert user.tokens is not None
            user.me.balance()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    user.me.balance()


APP = """
import os, kaikei
settings = {settings!r}
client = kaikei.ItoJapan(**settings)
payment = {payment!r}
client.payments.create(**payment)

def app(environ, start_response):
    made = client.payments.create(**payment)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{{os.getpid()}} {{made.payment_id}}".encode()]
"""


def test_gunicorn_with_preload(settings: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP.format(settings=settings, payment=PAYMENT))
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2", "--bind", "127.0.0.1:0", "app:app"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        address = next(line.split("http://")[1].split()[0] for line in server.stderr if "http://" in line)
        seen = set()
        for _ in range(10):
            connection = HTTPConnection(address, timeout=60)
            connection.request("GET", "/")
            answer = connection.getresponse().read().decode()
            connection.close()
            process, payment = answer.split()
            assert int(process) != server.pid
            seen.add(payment)
        assert len(seen) == 10
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)
