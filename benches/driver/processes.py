"""Processes of this run, each pinned to one core: the server to the first, clients to the second."""

from __future__ import annotations

import os
import subprocess
from typing import Self

SERVER_CORE = 0
CLIENT_CORE = 1


def pinned(core: int) -> dict[str, object]:
    """Arguments of `Popen`. Every thread that the process starts inherits the core."""
    return {"preexec_fn": lambda: os.sched_setaffinity(0, {core})}


class Process:
    """One that says something on lines of its own."""

    def __init__(self, command: list[str], core: int) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **pinned(core),  # type: ignore[arg-type]
        )

    def line(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{' '.join(map(str, self.process.args))} ended")  # type: ignore[arg-type]
        return line

    def turn(self) -> float:
        """Lets a client take its turn; the CPU of one call in microseconds."""
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return float(self.line())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
