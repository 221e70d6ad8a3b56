from asyncio import Future
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias, final

from typing_extensions import Self

from kaikei.generated.univapay.models import Event
from kaikei.webhooks import Body, Headers

__all__ = [
    "Call",
    "Client",
    "Explanation",
    "Finding",
    "Fingerprint",
    "Login",
    "Mailbox",
    "Money",
    "PendingLogin",
    "Pkce",
    "Question",
    "Request",
    "Response",
    "SignedRequest",
    "TestClock",
    "Tokens",
    "Verifier",
    "WebhookEvent",
    "WebhookVerifier",
    "__version__",
    "pkce",
    "sample_webhook",
    "sign_request",
    "sign_webhook",
]

__version__: str

_Limits: TypeAlias = tuple[float | None, float | None, float | None, int | None]

class TestClock:
    def __new__(cls, start: float | None = None) -> Self: ...
    def advance(self, by: float) -> None: ...
    def now(self) -> float: ...
    @property
    def waits(self) -> list[float]: ...

@final
class Client:
    def __new__(
        cls,
        gateway: str,
        settings: dict[str, Any],
        asynchronous: bool,
        transport: Any,
        clock: TestClock | None,
    ) -> Self: ...
    def call(
        self,
        name: str,
        parameters: dict[str, object],
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
    ) -> Call: ...
    def confirm(self, order: object, event: WebhookEvent, limits: _Limits) -> Call: ...
    def start_login(self, client_id: str, redirect_uri: str, scopes: Sequence[str]) -> Login: ...
    def finish_login(
        self, pending: PendingLogin, redirect_url: str, token_store: object, limits: _Limits
    ) -> Call: ...
    def with_session(self, tokens: Tokens, client_id: str, token_store: object) -> Client: ...
    @property
    def tokens(self) -> Tokens | None: ...
    def before_fork(self) -> None: ...
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...

@final
class Call:
    def wait(self) -> Any: ...
    def submit(self, mailbox: Mailbox, future: Future[Any]) -> int: ...

@final
class Mailbox:
    def __new__(cls, ask: Any, wake: Any = None) -> Self: ...
    def fileno(self) -> int: ...
    def drain(self) -> None: ...
    def abort(self, id: int) -> None: ...

@final
class Question:
    @property
    def kind(self) -> Literal["send", "save", "abandon"]: ...
    @property
    def key(self) -> tuple[int, int]: ...
    @property
    def target(self) -> Any: ...
    @property
    def argument(self) -> Any: ...
    def answer(self, returned: object) -> None: ...
    def fail(self, raised: BaseException | None) -> None: ...

@final
class Request:
    """One request that a transport is asked to send, exactly once."""

    @property
    def method(self) -> Literal["GET", "POST", "PUT", "PATCH", "DELETE"]: ...
    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> list[tuple[str, str]]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def timeout(self) -> float: ...
    @property
    def connect_timeout(self) -> float: ...
    @property
    def max_response_bytes(self) -> int: ...
    @property
    def purpose(self) -> Literal["call", "token"]: ...

@final
class Response:
    """An answer over HTTP, whole: what a gateway sent, or what a transport hands back."""

    def __new__(
        cls,
        http_status: int,
        headers: Mapping[str, str] | Iterable[tuple[str | bytes, str | bytes]] | None = None,
        body: bytes | None = None,
    ) -> Self: ...
    @property
    def http_status(self) -> int: ...
    @property
    def headers(self) -> list[tuple[str, str]]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def text(self) -> str: ...
    @property
    def retries(self) -> int: ...
    def header(self, name: str) -> str | None: ...
    @property
    def request_id(self) -> str | None: ...
    @property
    def idempotency_status(self) -> str | None:
        """What became of the request's idempotency key, when the gateway says so: `successfully_stored`,
        `not_stored`, `retrieved_idempotent_response`, `conflicting_key`, `error` or `disabled`.
        """
    @property
    def is_unprotected(self) -> bool:
        """Whether the key did not protect: the same request with the same key would be carried out again."""
    def __reduce__(self) -> tuple[Any, ...]: ...
    @staticmethod
    def _restore(made: tuple[int, list[tuple[str, str]], bytes], retries: int) -> Response: ...

@final
class Money:
    """An amount and its currency. There is no constructor: `Money.of("12.50", "USD")` counts in the
    currency's main unit, `Money.minor(1250, "USD")` in its smallest.
    """

    @staticmethod
    def of(amount: Decimal | int | str, currency: str) -> Money:
        """An amount in the currency's main unit, `"12.50"` dollars or `1000` yen: exact, at least 0, and with
        no more decimals than the currency has.
        """
    @staticmethod
    def minor(amount: int, currency: str) -> Money:
        """An amount in the currency's smallest unit, cents or yen, as the gateway's answers have it."""
    @property
    def amount(self) -> int:
        """In the currency's smallest unit."""
    @property
    def currency(self) -> str:
        """The code of ISO 4217."""
    @property
    def decimal(self) -> Decimal | None:
        """In the currency's main unit; `None` if this version does not know the currency."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

@final
class Login:
    """A login that has begun."""

    @property
    def authorize_url(self) -> str: ...
    @property
    def pending(self) -> PendingLogin: ...

@final
class PendingLogin:
    """A login between the browser's leaving and its return. Used once, within 10 minutes."""

    def export(self) -> str: ...
    @staticmethod
    def load(given: str, /) -> PendingLogin: ...
    @property
    def client_id(self) -> str: ...

@final
class Tokens:
    """A user's tokens."""

    def export(self) -> str: ...
    @staticmethod
    def load(given: str, /) -> Tokens: ...
    @property
    def access_token(self) -> str: ...
    @property
    def refresh_token(self) -> str | None: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def scope(self) -> str | None: ...

@final
class SignedRequest:
    """A signed payment request, for your own HTTP client and for looking at."""

    @property
    def body(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def signed(self) -> str: ...
    @property
    def x_signature(self) -> str: ...
    @property
    def x_timestamp(self) -> str: ...

def sign_request(
    parameters: Mapping[str, Any],
    *,
    secret_key: str,
    timestamp: float | None = None,
    profile: Literal["documented", "json-body", "form-string", "form-raw"] | None = None,
) -> SignedRequest: ...

@final
class Pkce:
    """A PKCE pair (RFC 7636, S256)."""

    @property
    def verifier(self) -> str: ...
    @property
    def challenge(self) -> str: ...

def pkce(verifier: str | None = None) -> Pkce: ...

@final
class Verifier:
    """Verifies webhooks with one or more secrets, so that a secret can be rotated. Make it once."""

    def __new__(cls, secret: str | Mapping[str, str], *, tolerance: float | None = None) -> Self: ...
    def verify(self, body: Body, headers: Headers, now: float | None = None) -> WebhookEvent: ...
    def explain(self, body: Body, headers: Headers, now: float | None = None) -> Explanation: ...

@final
class WebhookEvent:
    """A payment notification whose signature was verified: there is no other way to make one."""

    @property
    def code(self) -> int | None: ...
    @property
    def status(self) -> str: ...
    @property
    def payment_id(self) -> str: ...
    @property
    def transaction(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def charge(self) -> Decimal | None: ...
    @property
    def currency(self) -> str: ...
    @property
    def custom(self) -> str: ...
    @property
    def date(self) -> date | None: ...
    @property
    def verified_by(self) -> str: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def is_ok(self) -> bool: ...
    @property
    def key(self) -> str: ...
    @property
    def raw_text(self) -> str: ...
    @property
    def raw(self) -> Any: ...
    @property
    def unknown(self) -> dict[str, Any]: ...
    def fingerprint(self) -> Fingerprint: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: dict[int, object]) -> Self: ...

@final
class Fingerprint:
    """What to keep of an event that was handled, under its `key`, in the same transaction as the delivery."""

    @property
    def key(self) -> str: ...
    def compare(self, event: WebhookEvent) -> Literal["new", "same"]: ...
    def export(self) -> str: ...
    @staticmethod
    def load(given: str, /) -> Fingerprint: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Explanation:
    """What `explain` found."""

    @property
    def valid(self) -> bool: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def findings(self) -> list[Finding]: ...

@final
class Finding:
    """One thing that is probably wrong."""

    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...

def sign_webhook(secret: str, body: Body, timestamp: float | None = None) -> dict[str, str]: ...

@final
class WebhookVerifier:
    """Verifies UnivaPay's webhooks with one or more `auth_token`s, so that one can be rotated. Make it once.

    The gateway signs nothing: it proves itself by the `auth_token` that the webhook was created with. So
    create every webhook with a long random one. Answer within 3 seconds, with `TAKEN` or `NOT_NOW` only: any
    other status may switch the webhook off. So verify, put the event into a queue of your own, answer, and do
    the rest afterwards.
    """

    def __new__(cls, auth_token: str | Iterable[str]) -> Self: ...
    def verify(self, body: Body, headers: Headers) -> Event:
        """The event of a webhook, from its raw body and all headers. Every failure of a check is a
        `kaikei.WebhookError` whose `code` says why: answer it with `NOT_NOW`.
        """

def sample_webhook(
    auth_token: str, event: str, data: str, id: str | None, created_on: str | None
) -> tuple[bytes, dict[str, str]]: ...
