"""What a language's `comparisons.toml` asks for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Turns:
    """Clients that take turns. A peer's number: ours must take so many times less CPU; `False`: none."""

    title: str
    subject: str
    peers: dict[str, float | bool]
    body: int | None = None
    server: bool = False


@dataclass
class Startup:
    """Whole processes. Ours may take so much longer than the bare one."""

    title: str
    bare: list[str]
    ours: dict[str, list[str]]
    peers: dict[str, list[str]]
    limit_ms: float


@dataclass
class Listing:
    """Whole processes that read a list of a sandbox. Ours may hold so many times more memory for the long one."""

    title: str
    subject: str
    short: int
    long: int
    peers: dict[str, float | bool]
    growth: float


@dataclass
class Language:
    folder: Path
    program: list[str]
    suffix: str
    turns: list[Turns] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    startup: list[Startup] = field(default_factory=list)

    def client(self, subject: str, peer: str) -> list[str]:
        return [*self.program, str(self.folder / f"{subject}_{peer}{self.suffix}")]

    def subjects(self) -> set[str]:
        return {"startup", *(each.subject for each in (*self.turns, *self.listings))}


def read(folder: Path, venv: str) -> Language:
    with (folder / "comparisons.toml").open("rb") as file:
        text = tomllib.load(file)
    return Language(
        folder,
        [part.format(venv=venv) for part in text["program"]],
        text["suffix"],
        [Turns(**turns) for turns in text["turns"]],
        [Listing(**listing) for listing in text["listings"]],
        [Startup(**startup) for startup in text["startup"]],
    )
