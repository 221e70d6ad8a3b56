"""Both payment gateways, emulated inside this process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import import_module
from types import TracebackType
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlencode

from kaikei import AsyncItoJapan, AsyncUnivaPay, ItoJapan, UnivaPay

from .browser import Browser
from .clock import Clock
from .credentials import Credentials
from .records import Delivery, JournalEntry, instant
from .settings import SettingChanges, Settings


class _Server(Protocol):
    """`kaikei_sandbox.Server`, which type checkers need not have."""

    @property
    def base_url(self) -> str: ...

    def control(self, method: str, path: str, body: Any = None) -> Any: ...

    def stop(self) -> None: ...


class Sandbox:
    """Both gateways on a free port of 127.0.0.1, on a thread of their own. Stop it, or use `with` or
    `async with`.

    Every call but `pay`, `cancel` and `sign_in` takes microseconds, and these a few milliseconds: none is
    worth an `await`.

    Args:
        seed: The same seed gives the same keys and ids, in the order of the calls. 0 by default.
        settings: How the gateways behave, also after a `reset`.
        start_at: Where the clock starts, and stands until `advance`. Without it, it follows the system's.
        redirect_uris: Further redirect URIs for the first merchant's app.
    """

    def __init__(
        self,
        seed: int | None = None,
        settings: SettingChanges | None = None,
        *,
        start_at: datetime | None = None,
        redirect_uris: Sequence[str] = (),
    ) -> None:
        options: dict[str, Any] = {"redirect_uris": list(redirect_uris)}
        if seed is not None:
            options["seed"] = seed
        if settings is not None:
            options["settings"] = settings
        if start_at is not None:
            if start_at.tzinfo is None:
                raise ValueError("start_at needs a time zone")
            options["start_at"] = start_at.isoformat()
        self._server: _Server = _start(options)
        self._browser = Browser(self._server.base_url)
        self._clocks: list[Clock] = []

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:port`, of both gateways."""
        return self._server.base_url

    @property
    def credentials(self) -> Credentials:
        """The first merchant's keys."""
        return Credentials.read(self.control("GET", "credentials"))

    def add_merchant(self) -> Credentials:
        """A further merchant with keys and a user of its own, who sees nothing of the others."""
        return Credentials.read(self.control("POST", "merchants"))

    def ito_japan(self, credentials: Credentials | None = None, /, **overrides: Any) -> ItoJapan:
        """A client set up for the first merchant, or the one given. `overrides` are settings of
        `ItoJapan`.
        """
        return ItoJapan(**self._ito(credentials, overrides))

    def async_ito_japan(self, credentials: Credentials | None = None, /, **overrides: Any) -> AsyncItoJapan:
        """As `ito_japan`, for asyncio."""
        return AsyncItoJapan(**self._ito(credentials, overrides))

    def univapay(self, credentials: Credentials | None = None, /, **overrides: Any) -> UnivaPay:
        """A client set up for the first merchant, or the one given. `overrides` are settings of
        `UnivaPay`.
        """
        return UnivaPay(**self._univapay(credentials, overrides))

    def async_univapay(self, credentials: Credentials | None = None, /, **overrides: Any) -> AsyncUnivaPay:
        """As `univapay`, for asyncio."""
        return AsyncUnivaPay(**self._univapay(credentials, overrides))

    @property
    def now(self) -> datetime:
        """Time on the sandbox's clock."""
        return instant(self.control("GET", "clock")["now"])

    def advance(self, by: float | timedelta) -> datetime:
        """Moves the clock forward by whole seconds: tokens expire, webhooks fall due. Returns the new time.

        Clients with a clock of `clock` go along. Others are soon refused, because a payment request's
        timestamp must be within 300 s of the sandbox's clock.
        """
        seconds = _seconds(by)
        now = instant(self.control("POST", "clock", {"advance_seconds": seconds})["now"])
        for clock in self._clocks:
            clock.advance(seconds)
        return now

    def clock(self) -> Clock:
        """A clock for clients, as in `sandbox.ito_japan(clock=sandbox.clock())`. It shows this sandbox's
        time and moves with `advance`; a client's waits move it too, and take no time.
        """
        clock = Clock(self.now)
        self._clocks.append(clock)
        return clock

    def journal(
        self, path: str | None = None, *, method: str | None = None, since: int | None = None
    ) -> list[JournalEntry]:
        """Requests that reached a gateway, oldest first, secrets masked.

        Args:
            path: Exact, or a beginning followed by `*`.
            method: In any case.
            since: Only entries with a greater id.
        """
        asked = {"path": path, "method": method, "since": since}
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return [JournalEntry.read(entry) for entry in self.control("GET", f"journal?{query}")]

    def fault(
        self, fault: str, *, path: str | None = None, method: str | None = None, times: int = 1
    ) -> None:
        """Makes the next `times` requests that match go wrong.

        `fault` is such as `"status=503"`, `"reset_after"` or `"too_many=30"`; docs/sandbox.md lists
        them.
        """
        match = {name: value for name, value in (("path", path), ("method", method)) if value is not None}
        self.control("POST", "faults", {"match": match, "times": times, "fault": fault})

    def clear_faults(self) -> None:
        """Drops all faults still to come."""
        self.control("DELETE", "faults")

    def deliveries(self) -> list[Delivery]:
        """All webhooks, oldest first."""
        return [Delivery.read(delivery) for delivery in self.control("GET", "deliveries")]

    def hold_webhooks(self) -> None:
        """Holds back all webhooks that wait, and those to come."""
        self.control("POST", "deliveries/hold")

    def release_webhooks(self, order: Literal["queued", "reverse"] = "queued") -> None:
        """Lets the held webhooks go, one after the other, and holds back no more."""
        self.control("POST", "deliveries/release", {"order": order})

    def resend(self, delivery: Delivery | str, times: int = 1) -> None:
        """Posts a webhook again, now, until it succeeded `times` times."""
        self.control("POST", f"{_delivery(delivery)}/resend", {"times": times})

    def delay(self, delivery: Delivery | str, by: float | timedelta) -> None:
        """Puts a webhook's next attempt off by whole seconds of the sandbox's clock."""
        self.control("POST", f"{_delivery(delivery)}/delay", {"seconds": _seconds(by)})

    def drop(self, delivery: Delivery | str) -> None:
        """Throws a webhook away."""
        self.control("POST", f"{_delivery(delivery)}/drop")

    @property
    def settings(self) -> Settings:
        """The settings in force. Changes go through `change_settings`."""
        return Settings.read(self.control("GET", "settings"))

    def change_settings(self, changes: SettingChanges) -> None:
        """Changes the settings that are given, until `reset`."""
        self.control("POST", "settings", changes)

    def reset(self) -> None:
        """Forgets everything but the time. The same seed gives the same keys again."""
        self.control("POST", "reset")

    def pay(self, url: str) -> str:
        """Plays the buyer: opens the payment's page and pays. Returns where the buyer is sent back to."""
        return self._browser.submit(url, "pay")

    def cancel(self, url: str) -> str:
        """Plays the buyer who cancels on the payment's page. Returns where the buyer is sent back to."""
        return self._browser.submit(url, "cancel")

    def pay_charge(self, charge_id: str, amount: int | None = None) -> None:
        """Plays the buyer of a UnivaPay charge that waits: at a convenience store, the bank, or a wallet.

        By bank transfer `amount` arrives, in the currency's smallest unit: less than what was asked for,
        or more. Without it, all that is left.
        """
        body = {} if amount is None else {"amount": amount}
        self.control("POST", f"charges/{quote(charge_id, safe='')}/pay", body)

    def sign_in(
        self, authorize_url: str, *, email: str | None = None, password: str | None = None, allow: bool = True
    ) -> str:
        """Plays the user: signs in, and allows or denies. Returns the redirect URL, with the code or the
        error.

        Without `email` it is the first merchant's user; the password is every user's.
        """
        keys = self.credentials
        user = {"email": email or keys.user_email, "password": password or keys.user_password}
        return self._browser.submit(authorize_url, "approve" if allow else "deny", user)

    def control(self, method: str, call: str, body: Any = None) -> Any:
        """Any call of the sandbox's control API by its path below `/_sandbox/`, such as `control("GET",
        "tokens")`.

        Raises `kaikei_sandbox.ControlError` if it is refused.
        """
        return self._server.control(method, f"/_sandbox/{call}", body)

    def stop(self) -> None:
        """Closes the listener and every connection, and returns once that is done. Stopping twice is fine."""
        self._server.stop()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Sandbox:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<kaikei.testing.Sandbox {self.base_url}>"

    def _ito(self, credentials: Credentials | None, overrides: dict[str, Any]) -> dict[str, Any]:
        keys = credentials or self.credentials
        return {
            "base_url": keys.ito_base_url,
            "access_key": keys.access_key,
            "secret_key": keys.secret_key,
            "merchant_client_id": keys.merchant_client_id,
            "merchant_client_secret": keys.merchant_client_secret,
            **overrides,
        }

    def _univapay(self, credentials: Credentials | None, overrides: dict[str, Any]) -> dict[str, Any]:
        keys = credentials or self.credentials
        return {
            "base_url": keys.univapay_base_url,
            "jwt": keys.univapay_jwt,
            "secret": keys.univapay_secret,
            **overrides,
        }


def _start(options: dict[str, Any]) -> _Server:
    try:
        # Imported late: production installs go without it.
        package = import_module("kaikei_sandbox")
    except ModuleNotFoundError as missing:
        if missing.name != "kaikei_sandbox":
            raise
        message = "kaikei.testing.Sandbox needs the sandbox: pip install kaikei-sandbox"
        raise ModuleNotFoundError(message, name=missing.name) from missing
    server: _Server = package.Server(**options)
    return server


def _seconds(by: float | timedelta) -> int:
    seconds = float(by.total_seconds() if isinstance(by, timedelta) else by)
    if seconds < 0 or not seconds.is_integer():
        raise ValueError("the clock goes forward by whole seconds")
    return int(seconds)


def _delivery(delivery: Delivery | str) -> str:
    return f"deliveries/{quote(delivery if isinstance(delivery, str) else delivery.id, safe='')}"
