"""What clients are set up with, with and without asyncio."""

from __future__ import annotations

from kaikei._base import Client, Logins
from kaikei._named import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Any, Literal, TypeAlias, TypeVar

    from kaikei import _native

    _F = TypeVar("_F", bound=Callable[..., Any])
    _Transport: TypeAlias = (
        Callable[[_native.Request], _native.Response]
        | Callable[[_native.Request], Awaitable[_native.Response]]
    )


def _settings(function: _F) -> _F:
    return named(function, "ConfigurationError")


class ItoJapanSettings(Logins):
    """The settings of a client of ITO-Japan.

    Args:
        base_url: Where the gateway is. Plain `http` only to this machine.
        access_key: The merchant's API access key.
        secret_key: The secret that payment requests are signed with.
        profile: What is signed, and what is sent; `documented` by default.
        merchant_client_id: The merchant's OAuth client, for calls about users.
        merchant_client_secret: Its secret.
        merchant_scopes: Scopes that the merchant's access token asks for; none by default.
        checkout_hosts: Hosts besides the gateway's own on which a checkout page may be.
        authorize_path: A path of the OAuth server, for gateways that differ from the document.
        token_path: The other path of it.
        timeout: Limits everything, in seconds: every try, every wait, and fetching a token. 60 by default.
        attempt_timeout: Limits each try, in seconds. 30 by default.
        connect_timeout: Limits connecting, TLS included, in seconds. 10 by default.
        max_retries: How often a try may be repeated where repeating is safe. 2 by default.
        proxy: A proxy's URL, or `direct` for none; the environment's by default.
        extra_roots_pem: Certificates in PEM that are trusted besides the operating system's.
        transport: Your own HTTP client.
        clock: For tests: a `kaikei.testing.Clock`.
    """

    _gateway = "ito"

    @_settings
    def __init__(
        self,
        *,
        base_url: str | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
        profile: Literal["documented", "json-body", "form-string", "form-raw"] | None = None,
        merchant_client_id: str | None = None,
        merchant_client_secret: str | None = None,
        merchant_scopes: Sequence[str] | None = None,
        checkout_hosts: Sequence[str] | None = None,
        authorize_path: str | None = None,
        token_path: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
        proxy: str | None = None,
        extra_roots_pem: str | Sequence[str] | None = None,
        transport: _Transport | None = None,
        clock: _native.TestClock | None = None,
    ) -> None:
        self._open(
            {
                "base_url": base_url,
                "access_key": access_key,
                "secret_key": secret_key,
                "profile": profile,
                "merchant_client_id": merchant_client_id,
                "merchant_client_secret": merchant_client_secret,
                "merchant_scopes": merchant_scopes,
                "checkout_hosts": checkout_hosts,
                "authorize_path": authorize_path,
                "token_path": token_path,
                "timeout": timeout,
                "attempt_timeout": attempt_timeout,
                "connect_timeout": connect_timeout,
                "max_retries": max_retries,
                "proxy": proxy,
                "extra_roots_pem": [extra_roots_pem] if isinstance(extra_roots_pem, str) else extra_roots_pem,
            },
            transport,
            clock,
        )


class UnivaPaySettings(Client):
    """The settings of a client of UnivaPay.

    Args:
        jwt: The application token.
        secret: The application token's secret: on servers only.
        origin: The `Origin` to send with a public token.
        check_parameters: Whether parameters are checked before anything is sent, which is the default.
        base_url: `gyro-n` (the document's host, the default), `univapay`, or a URL.
        timeout: Limits everything, in seconds: every try and every wait. 60 by default.
        attempt_timeout: Limits each try, in seconds. 30 by default.
        connect_timeout: Limits connecting, TLS included, in seconds. 10 by default.
        max_retries: How often a try may be repeated where repeating is safe. 2 by default.
        proxy: A proxy's URL, or `direct` for none; the environment's by default.
        extra_roots_pem: Certificates in PEM that are trusted besides the operating system's.
        transport: Your own HTTP client.
        clock: For tests: a `kaikei.testing.Clock`.
    """

    _gateway = "univapay"

    @_settings
    def __init__(
        self,
        *,
        jwt: str,
        secret: str | None = None,
        origin: str | None = None,
        check_parameters: bool | None = None,
        base_url: str | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
        proxy: str | None = None,
        extra_roots_pem: str | Sequence[str] | None = None,
        transport: _Transport | None = None,
        clock: _native.TestClock | None = None,
    ) -> None:
        self._open(
            {
                "jwt": jwt,
                "secret": secret,
                "origin": origin,
                "check_parameters": check_parameters,
                "base_url": base_url,
                "timeout": timeout,
                "attempt_timeout": attempt_timeout,
                "connect_timeout": connect_timeout,
                "max_retries": max_retries,
                "proxy": proxy,
                "extra_roots_pem": [extra_roots_pem] if isinstance(extra_roots_pem, str) else extra_roots_pem,
            },
            transport,
            clock,
        )
