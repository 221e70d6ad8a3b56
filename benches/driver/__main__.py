"""Compares ours with its peers: `benches/run python`, `benches/run node webhook`. See benches/README.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from driver import listing, plan, report, rounds, startup

BENCHES = Path(__file__).parents[1]


def main() -> int:
    arguments = argparse.ArgumentParser(prog="benches/run", description=__doc__)
    arguments.add_argument("language", choices=["python", "node"])
    arguments.add_argument("subjects", nargs="*", help="only these, such as `webhook` or `startup`")
    arguments.add_argument("--server", required=True, help="the loopback server's program")
    arguments.add_argument("--sandbox", required=True, help="the command `kaikei`, whose sandbox has the lists")
    arguments.add_argument("--venv", required=True, help="where the Python packages are")
    arguments.add_argument("--rounds", type=int, default=20)
    arguments.add_argument("--starts", type=int, default=40, help="rounds of whole processes")
    arguments.add_argument("--lists", type=int, default=5, help="rounds of whole processes that read lists")
    arguments.add_argument("--without-ours", action="store_true", help="the peers alone")
    given = arguments.parse_args()

    language = plan.read(BENCHES / given.language, given.venv)
    chosen = set(given.subjects)
    if unknown := chosen - language.subjects():
        arguments.error(f"no such subject: {', '.join(sorted(unknown))}")
    missed = 0
    for turns in language.turns:
        if not chosen or turns.subject in chosen:
            measured = rounds.compare(language, turns, given.server, given.rounds, not given.without_ours)
            missed += report.turns(turns, measured)
    for lists in language.listings:
        if not chosen or lists.subject in chosen:
            read = listing.compare(language, lists, given.sandbox, given.lists, not given.without_ours)
            missed += report.listing(lists, read)
    for starts in language.startup:
        if not chosen or "startup" in chosen:
            measured = startup.compare(language, starts, given.starts, not given.without_ours)
            missed += report.startup(starts, measured)
    print(f"\n{missed} target(s) missed" if missed else "\nevery target reached")
    return 0


sys.exit(main())
