"""Clients take short turns one after the other, so that what else the machine does meets all alike."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from driver import body
from driver.plan import Language, Turns
from driver.processes import CLIENT_CORE, SERVER_CORE, Process

OURS = "kaikei"


def compare(language: Language, turns: Turns, server: str, count: int, with_ours: bool) -> dict[str, list[float]]:
    """CPU of one call, in microseconds, by client and round."""
    names = [OURS] * with_ours + list(turns.peers)
    with contextlib.ExitStack() as stack:
        arguments = []
        if turns.body is not None:
            file = stack.enter_context(tempfile.NamedTemporaryFile())
            Path(file.name).write_bytes(body.of_size(turns.body))
            arguments.append(file.name)
        if turns.server:
            arguments.append(stack.enter_context(Process([server], SERVER_CORE)).line())
        clients = {}
        for name in names:
            command = [*language.client(turns.subject, name), *arguments]
            clients[name] = stack.enter_context(Process(command, CLIENT_CORE))
            # Warms up alone.
            assert clients[name].line() == "ready"
        measured: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(count):
            for name in names:
                measured[name].append(clients[name].turn())
        return measured
