"""Importing is cheap: nothing is loaded before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import kaikei

HEAVY = (
    "dataclasses",
    "inspect",
    "asyncio",
    "typing",
    "decimal",
    "datetime",
    "json",
    "logging",
    "enum",
    "re",
)
GENERATED = ("kaikei.generated.ito.models", "kaikei.generated.univapay.models", "kaikei.generated.table")


@pytest.mark.parametrize(
    "statement", ["import kaikei", "from kaikei import ItoJapan", "from kaikei.webhooks import Verifier"]
)
def test_nothing_heavy_is_imported(statement: str) -> None:
    code = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert not set(loaded) & {*HEAVY, *GENERATED}


def test_every_name_is_there() -> None:
    assert sorted(kaikei.__all__) == list(kaikei.__all__)
    assert set(kaikei.__all__) <= set(dir(kaikei))
    for name in kaikei.__all__:
        assert getattr(kaikei, name) is not None
    with pytest.raises(AttributeError):
        kaikei.nothing  # type: ignore[attr-defined]  # noqa: B018
