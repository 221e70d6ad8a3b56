"""Whole processes that read a list of a sandbox, in rounds: what a row costs, and whether memory grows with the list."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from dataclasses import dataclass

from driver.plan import Language, Listing
from driver.processes import CLIENT_CORE, SERVER_CORE, Process, pinned
from driver.rounds import OURS


@dataclass
class Read:
    """One round of a client: the short list, then the long one."""

    micros: float
    """CPU of one row, of those that only the long list has."""
    short_kib: int
    """Most memory at once."""
    long_kib: int


def compare(language: Language, listing: Listing, sandbox: str, count: int, with_ours: bool) -> dict[str, list[Read]]:
    names = [OURS] * with_ours + list(listing.peers)
    with Process([sandbox, "sandbox"], SERVER_CORE) as server:
        keys = json.loads(server.line())
        measured: dict[str, list[Read]] = {name: [] for name in names}
        # The first round fills the caches: of files, and of Python's compiled ones.
        for number in range(count + 1):
            for name in names:
                command = language.client(listing.subject, name)
                short_cpu, short_kib = once(command, keys, listing.short)
                if number == 0:
                    continue
                long_cpu, long_kib = once(command, keys, listing.long)
                micros = (long_cpu - short_cpu) / (listing.long - listing.short) * 1e6
                measured[name].append(Read(micros, short_kib, long_kib))
        return measured


def once(command: list[str], keys: dict[str, str], rows: int) -> tuple[float, int]:
    """Seconds of CPU, kernel and every thread included, and peak memory in KiB."""
    url = keys["univapay_base_url"]
    body = json.dumps({"rows": rows}).encode()
    urllib.request.urlopen(f"{url}/_sandbox/univapay/history", body).close()
    started = [*command, url, keys["univapay_jwt"], keys["univapay_secret"], str(rows)]
    process = subprocess.Popen(started, **pinned(CLIENT_CORE))  # type: ignore[call-overload]
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    # Linux counts what the driver held when it forked: less than any client needs.
    return used.ru_utime + used.ru_stime, used.ru_maxrss
