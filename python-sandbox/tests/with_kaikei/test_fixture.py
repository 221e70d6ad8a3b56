"""The fixture that the wheel brings along."""

import pytest
from kaikei.testing import Sandbox

seen: list[str] = []


@pytest.mark.parametrize("_round", [1, 2])
def test_each_test_has_a_fresh_one(kaikei_sandbox: Sandbox, _round: int) -> None:
    assert kaikei_sandbox.base_url not in seen
    assert kaikei_sandbox.control("GET", "faults") == []
    kaikei_sandbox.fault("garbage")
    seen.append(kaikei_sandbox.base_url)


@pytest.mark.kaikei_sandbox(seed=7, settings={"server_mode": "S4"})
def test_a_marker_sets_it_up(kaikei_sandbox: Sandbox) -> None:
    assert kaikei_sandbox.settings.server_mode == "S4"
    with Sandbox(seed=7) as same:
        assert kaikei_sandbox.credentials.access_key == same.credentials.access_key
