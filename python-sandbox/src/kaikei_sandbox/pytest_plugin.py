"""The pytest fixture `kaikei_sandbox`: a fresh `kaikei.testing.Sandbox` for each test.

`@pytest.mark.kaikei_sandbox(seed=7, settings={"server_mode": "S4"})` sets it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kaikei.testing import Sandbox


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "kaikei_sandbox(**options): how the fixture kaikei_sandbox starts.")


@pytest.fixture
def kaikei_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Both payment gateways, emulated on loopback, with clients that are set up for them."""
    # Only for tests that use it: the plugin is loaded in every pytest run of the environment.
    from kaikei.testing import Sandbox

    marker = request.node.get_closest_marker("kaikei_sandbox")
    options: dict[str, Any] = marker.kwargs if marker else {}
    with Sandbox(**options) as sandbox:
        yield sandbox
