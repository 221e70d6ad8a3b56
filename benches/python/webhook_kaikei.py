"""Ours."""

from collections.abc import Callable

import delivery
import turns
from kaikei.webhooks import Verifier

verifier = Verifier(delivery.SECRET)
body = delivery.body()


def prepare() -> Callable[[], object]:
    headers = delivery.ito_headers(body)

    def call() -> object:
        e = verifier.verify(body, headers)
        return (
            e.code, e.status, e.payment_id, e.transaction, e.amount, e.charge, e.currency, e.custom, e.date
        )  # fmt: skip

    return call


turns.one_by_one(prepare)
