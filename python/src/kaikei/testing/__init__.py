"""For your tests: both payment gateways, emulated inside this process, and a clock that you move.

Needs `pip install kaikei-sandbox`, except for `Clock`::

    from kaikei.testing import Sandbox

    with Sandbox() as sandbox:
        client = sandbox.ito_japan()
        ...
        sandbox.pay(created.url)

With pytest, the fixture `kaikei_sandbox` is such a sandbox, fresh for each test.
"""

from .browser import PageError
from .clock import Clock
from .credentials import Credentials
from .records import Attempt, Delivery, JournalEntry
from .sandbox import Sandbox
from .settings import SettingChanges, Settings

__all__ = [
    "Attempt",
    "Clock",
    "Credentials",
    "Delivery",
    "JournalEntry",
    "PageError",
    "Sandbox",
    "SettingChanges",
    "Settings",
]
