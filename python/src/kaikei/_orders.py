"""Whether an order was paid."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from kaikei._error import Error


@dataclass(frozen=True)
class Confirmation:
    """Whether an order was paid. Deliver only if it is `confirmed`."""

    outcome: Literal["confirmed", "mismatch", "not_found", "unknown"]
    """`confirmed`: the event is about this order, with this amount, and the gateway knows the payment.
    `mismatch`: the event is about something else. `not_found`: the gateway knows no such completed
    payment. `unknown`: the gateway could not be asked; ask again later, neither deliver nor cancel.
    """
    field: str | None = None
    """For a `mismatch`: the first field that differs."""
    error: Error | None = None
    """For `unknown`: why."""

    @property
    def confirmed(self) -> bool:
        """Whether the order was paid."""
        return self.outcome == "confirmed"
