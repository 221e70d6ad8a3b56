"""Tables on the terminal. Each answers how many targets were missed."""

from __future__ import annotations

from statistics import median

from driver.listing import Read
from driver.plan import Listing, Startup, Turns
from driver.rounds import OURS
from driver.startup import BARE


def turns(compared: Turns, measured: dict[str, list[float]]) -> int:
    ours = measured.get(OURS)
    print(f"\n{compared.title}: CPU of one call in µs; how many times less ours takes, of minima and of medians")
    print(f"  {'':<20} {'minimum':>9} {'median':>9} {'x min':>7} {'x med':>7} {'target':>7}")
    missed = 0
    for name, micros in measured.items():
        line = f"  {name:<20} {min(micros):>9.2f} {median(micros):>9.2f}"
        if ours and name != OURS:
            ratio, target = median(micros) / median(ours), compared.peers[name]
            line += f" {min(micros) / min(ours):>7.2f} {ratio:>7.2f}"
            if target:
                missed += ratio < target
                line += f" {target:>7} {'reached' if ratio >= target else 'MISSED'}"
        print(line, flush=True)
    return missed


def listing(compared: Listing, measured: dict[str, list[Read]]) -> int:
    ours = measured.get(OURS)
    print(f"\n{compared.title}: CPU of one row in µs; how many times less ours takes, of minima and of medians")
    print(f"  {'':<20} {'minimum':>9} {'median':>9} {'x min':>7} {'x med':>7} {'target':>7}")
    missed = 0
    for name, rounds in measured.items():
        micros = [read.micros for read in rounds]
        line = f"  {name:<20} {min(micros):>9.2f} {median(micros):>9.2f}"
        if ours and name != OURS:
            least = min(read.micros for read in ours)
            ratio, target = median(micros) / median(read.micros for read in ours), compared.peers[name]
            line += f" {min(micros) / least:>7.2f} {ratio:>7.2f}"
            if target:
                missed += ratio < target
                line += f" {target:>7} {'reached' if ratio >= target else 'MISSED'}"
        print(line)
    print(f"\n  peak memory in MiB, medians  {compared.short:>9,} {compared.long:>9,} {'x':>7} {'at most':>7}")
    for name, rounds in measured.items():
        short, long = (median(kib) / 1024 for kib in zip(*((read.short_kib, read.long_kib) for read in rounds)))
        line = f"  {name:<27} {short:>11.1f} {long:>9.1f} {long / short:>7.2f}"
        if name == OURS:
            missed += long > compared.growth * short
            line += f" {compared.growth:>7} {'reached' if long <= compared.growth * short else 'MISSED'}"
        print(line, flush=True)
    return missed


def startup(compared: Startup, measured: dict[str, list[float]]) -> int:
    bare = measured[BARE]
    print(f"\n{compared.title}: whole processes in ms; how much longer than the bare one, of minima and of medians")
    print(f"  {'':<28} {'minimum':>9} {'median':>9} {'+ min':>7} {'+ med':>7} {'at most':>7}")
    missed = 0
    for name, millis in measured.items():
        line = f"  {name:<28} {min(millis):>9.1f} {median(millis):>9.1f}"
        if name != BARE:
            # What else runs only ever adds: the minima say what starting costs.
            longer = min(millis) - min(bare)
            line += f" {longer:>7.1f} {median(millis) - median(bare):>7.1f}"
            if name in compared.ours:
                missed += longer > compared.limit_ms
                line += f" {compared.limit_ms:>7} {'reached' if longer <= compared.limit_ms else 'MISSED'}"
        print(line, flush=True)
    return missed
