"""Whole processes, from start to end, in rounds."""

from __future__ import annotations

import subprocess
import time

from driver.plan import Language, Startup
from driver.processes import CLIENT_CORE, pinned

BARE = "bare"


def compare(language: Language, startup: Startup, count: int, with_ours: bool) -> dict[str, list[float]]:
    """Milliseconds of a whole process, by program and round."""
    programs = {BARE: startup.bare} | (startup.ours if with_ours else {}) | startup.peers
    commands = {name: [*language.program, *program] for name, program in programs.items()}
    for command in commands.values():
        # Fills the caches: of files, and of Python's compiled ones.
        once(command, language)
    measured: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(count):
        for name, command in commands.items():
            measured[name].append(once(command, language))
    return measured


def once(command: list[str], language: Language) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, cwd=language.folder, **pinned(CLIENT_CORE))  # type: ignore[call-overload]
    return (time.perf_counter() - started) * 1000
