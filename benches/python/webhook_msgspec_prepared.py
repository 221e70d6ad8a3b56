"""As `webhook_msgspec`, with the key's state prepared once: two hashes copied for each webhook instead of the one-shot
digest. Faster than what anybody was found to write, and reported for that reason, without a target.
"""

import hashlib
import hmac
from collections.abc import Callable
from decimal import Decimal
from time import time

import delivery
import msgspec
import turns


class Event(msgspec.Struct, frozen=True, gc=False):
    code: int
    status: str
    payment_id: str
    transaction: str
    amount: Decimal
    charge: Decimal
    currency: str
    custom: str
    date: str


KEY = delivery.SECRET.encode().ljust(64, b"\0")
inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in KEY))
outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in KEY))
decode = msgspec.json.Decoder(Event).decode
body = delivery.body()


def verify(body: bytes, headers: dict[str, str]) -> Event:
    timestamp = headers["x-timestamp"]
    inside, outside = inner.copy(), outer.copy()
    inside.update(b"%b.%b" % (timestamp.encode(), body))
    outside.update(inside.digest())
    expected = "sha256=" + outside.hexdigest()
    if not hmac.compare_digest(expected, headers["x-signature"]) or abs(time() - int(timestamp)) > 300:
        raise ValueError
    return decode(body)


def prepare() -> Callable[[], object]:
    headers = delivery.ito_headers(body)

    def call() -> object:
        e = verify(body, headers)
        return (
            e.code, e.status, e.payment_id, e.transaction, e.amount, e.charge, e.currency, e.custom, e.date
        )  # fmt: skip

    return call


turns.one_by_one(prepare)
