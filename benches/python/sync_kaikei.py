"""Ours: checks, signs, sends, judges and decodes."""

import order
import turns
from kaikei import ItoJapan

client = ItoJapan(base_url=order.URL, access_key="access", secret_key="secret")


def call() -> None:
    created = client.payments.create(
        custom=order.CUSTOM,
        currency_code="JPY",
        amount=28000,
        details=order.DETAILS,
        web_hook=order.WEB_HOOK,
        cancel_url=order.CANCEL_URL,
        success_url=order.SUCCESS_URL,
        customer_email=order.CUSTOMER_EMAIL,
    )
    order.check(created.payment_id)


turns.one_by_one(lambda: call)
