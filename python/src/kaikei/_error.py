"""The base class of everything this package raises."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal


class Error(Exception):
    """Whatever goes wrong. Its texts never hold a secret, a card number or an answer's body."""

    kind: str = "internal"
    """What went wrong, from a closed list; each has a class of its own."""
    message: str
    """For developers, in English."""
    code: str | None
    """A machine-readable reason within the kind: the gateway's code, an OAuth error, a webhook reason."""
    field: str | None
    """The parameter at fault, as a path: `data.card_number`."""
    http_status: int | None
    """The answer's HTTP status."""
    api_code: str | None
    """The code in the answer's body, as text; it may disagree with `http_status`."""
    request_id: str | None
    """The gateway's id of the request, when it sends one; quote it to the gateway's support."""
    retry_after: float | None
    """How many seconds the gateway asked to wait."""
    sent: Literal["no", "maybe", "yes"] | None
    """Whether the request's bytes left this machine; `None` when there was no request."""
    reference: str | None
    """What to reconcile by: the order's `custom`, or the idempotency key."""
    raw: str | None
    """The answer's body as received. It may hold personal data: do not log it."""

    def __init__(
        self,
        message: str = "",
        *,
        text: str | None = None,
        code: str | None = None,
        field: str | None = None,
        http_status: int | None = None,
        api_code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        sent: Literal["no", "maybe", "yes"] | None = None,
        reference: str | None = None,
        raw: str | None = None,
    ) -> None:
        super().__init__(f"{self.kind}: {message}" if text is None else text)
        self.message = message
        self.code = code
        self.field = field
        self.http_status = http_status
        self.api_code = api_code
        self.request_id = request_id
        self.retry_after = retry_after
        self.sent = sent
        self.reference = reference
        self.raw = raw

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self)!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


def _restore(cls: type[Error], args: tuple[Any, ...], attributes: dict[str, Any]) -> Error:
    error = cls.__new__(cls, *args)
    error.__dict__.update(attributes)
    return error
