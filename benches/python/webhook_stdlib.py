"""By hand with the standard library, as most people write it. Leaves the date as text."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import delivery
import turns


@dataclass(frozen=True)
class Event:
    code: int
    status: str
    payment_id: str
    transaction: str
    amount: Decimal
    charge: Decimal
    currency: str
    custom: str
    date: str


KEY = delivery.SECRET.encode()
body = delivery.body()


def verify(body: bytes, headers: dict[str, str]) -> Event:
    timestamp = headers["x-timestamp"]
    expected = hmac.new(KEY, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest("sha256=" + expected, headers["x-signature"]):
        raise ValueError
    if abs(time.time() - int(timestamp)) > 300:
        raise ValueError
    fields = json.loads(body, parse_float=Decimal)
    return Event(
        code=fields["code"],
        status=fields["status"],
        payment_id=fields["payment_id"],
        transaction=fields["transaction"],
        amount=fields["amount"],
        charge=fields["charge"],
        currency=fields["currency"],
        custom=fields["custom"],
        date=fields["date"],
    )


def prepare() -> Callable[[], object]:
    headers = delivery.ito_headers(body)

    def call() -> object:
        e = verify(body, headers)
        return (
            e.code, e.status, e.payment_id, e.transaction, e.amount, e.charge, e.currency, e.custom, e.date
        )  # fmt: skip

    return call


turns.one_by_one(prepare)
