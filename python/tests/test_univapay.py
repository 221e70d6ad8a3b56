"""Charges against the sandbox: waiting, what was declined, what the gateway says of idempotency keys."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from typing import Any

import pytest

import kaikei
from kaikei.testing import Sandbox
from kaikei.univapay import CardPayment, Charge, Money, QrMerchantPayment, Token

TEN_DOLLARS = Money.of("10.00", "USD")


def card(number: str = "4000020000000000") -> CardPayment:
    return CardPayment(cardholder="TARO YAMADA", card_number=number, exp_month=12, exp_year=2030, cvv="123")


def charged(client: kaikei.UnivaPay, method: Any = None, **parameters: Any) -> Charge:
    token = client.tokens.create(method=method or card(), email="taro@example.com")
    return client.charges.create(transaction_token_id=token.id, money=TEN_DOLLARS, **parameters)


class Pending:
    """A transport for which every charge is `pending` until `settles` is set."""

    def __init__(self, *, hangs: bool = False) -> None:
        self.asked = 0
        self.settles = False
        self.hangs = hangs

    def __call__(self, request: kaikei.Request) -> kaikei.Response:
        self.asked += 1
        status = "successful" if self.settles else "pending"
        return kaikei.Response(200, {}, f'{{"id":"c","status":"{status}"}}'.encode())

    async def later(self, request: kaikei.Request) -> kaikei.Response:
        answer = self(request)
        await asyncio.sleep(3600 if self.hangs else 0)
        return answer


def test_waits_until_it_is_settled(univapay: kaikei.UnivaPay, sandbox: Sandbox) -> None:
    charge = charged(univapay)
    assert charge.status == "pending"
    charge = univapay.charges.wait_until_settled(id=charge.id, timeout=20)
    assert (charge.status, charge.charged_amount, charge.declined) == ("successful", 1000, None)
    assert sandbox.journal()[-1].query == "polling=true"
    assert univapay.charges.get(id=charge.id) == charge


def test_waits_for_a_code_to_scan_and_for_the_buyer(univapay: kaikei.UnivaPay, sandbox: Sandbox) -> None:
    charge = charged(univapay, QrMerchantPayment(brand="pay_pay_merchant"))
    image = univapay.charges.wait_for_qr_image(id=charge.id, timeout=10)
    assert image.ready is True
    assert image.qr_image_url is not None
    assert univapay.charges.wait_until_settled(id=charge.id).status == "awaiting"
    sandbox.pay_charge(charge.id)
    assert univapay.charges.wait_until_settled(id=charge.id, past_awaiting=True).status == "successful"


def test_what_was_declined(univapay: kaikei.UnivaPay) -> None:
    charge = charged(univapay, card("4111111111111111"))
    charge = univapay.charges.wait_until_settled(id=charge.id)
    assert charge.status == "failed"
    assert charge.declined is not None
    assert (charge.declined.code, charge.declined.name) == (306, "CARD_REJECTED")
    assert charge.declined.message
    assert charge.declined.retryable is False


def test_a_limit_that_passes_while_it_waits(sandbox: Sandbox) -> None:
    pending = Pending()
    clock = sandbox.clock()
    client = sandbox.univapay(transport=pending, clock=clock)
    with pytest.raises(kaikei.TimeoutExceededError) as caught:
        client.charges.wait_until_settled(id="c", timeout=20)
    error = caught.value
    assert (error.code, error.api_code, error.sent) == ("not_settled", "pending", "yes")
    assert 15 <= pending.asked <= 21
    assert sum(clock.waits) <= 20
    pending.settles = True
    assert client.charges.wait_until_settled(id="c").status == "successful"


@pytest.mark.parametrize("hangs", [False, True])
def test_waiting_is_cancelled(sandbox: Sandbox, hangs: bool) -> None:
    """Between two requests, and while one is open."""
    pending = Pending(hangs=hangs)

    async def main() -> None:
        async with sandbox.async_univapay(transport=pending.later) as client:
            task = asyncio.ensure_future(client.charges.wait_until_settled(id="c", timeout=3600))
            while pending.asked == 0:
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.02)
            started = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - started < 0.5
            await asyncio.sleep(0.05)
            assert pending.asked == 1

    asyncio.run(main())


def test_a_limit_of_the_waiting_call_alone(sandbox: Sandbox) -> None:
    async def ended_after(call: Awaitable[object]) -> float:
        started = time.monotonic()
        with pytest.raises(kaikei.TimeoutExceededError) as caught:
            await call
        assert caught.value.code == "not_settled"
        return time.monotonic() - started

    async def main() -> None:
        async with sandbox.async_univapay(transport=Pending().later) as client:
            assert await ended_after(client.charges.wait_until_settled(id="c", timeout=0.2)) < 2

    asyncio.run(main())


def test_idempotency_status(sandbox: Sandbox) -> None:
    with sandbox.univapay() as client:
        token = client.tokens.create(method=card(), email="taro@example.com")

        def create(key: str | None = None) -> kaikei.Response:
            answer: Token | Charge = client.charges.create(
                transaction_token_id=token.id, money=TEN_DOLLARS, idempotency_key=key
            )
            assert answer.response is not None
            return answer.response

        first, again = create("key"), create("key")
        assert (first.idempotency_status, first.is_unprotected) == ("successfully_stored", False)
        assert (again.idempotency_status, again.is_unprotected) == ("retrieved_idempotent_response", False)
        sandbox.change_settings({"idempotency": "disabled"})
        token = client.tokens.create(method=card(), email="taro@example.com")
        unprotected = create()
        assert (unprotected.idempotency_status, unprotected.is_unprotected) == ("disabled", True)


def test_nothing_said_of_a_key() -> None:
    silent = kaikei.Response(200, {"content-type": "application/json"})
    assert (silent.idempotency_status, silent.is_unprotected) == (None, False)
    told = kaikei.Response(200, [("IDEMPOTENCY-STATUS", "not_stored"), ("x", "y")])
    assert (told.idempotency_status, told.is_unprotected) == ("not_stored", True)


def test_a_refund(univapay: kaikei.UnivaPay) -> None:
    charge = univapay.charges.wait_until_settled(id=charged(univapay).id)
    refund = univapay.refunds.create(charge_id=charge.id, money=Money.of("4.00", "USD"))
    refund = univapay.refunds.wait_until_settled(charge_id=charge.id, id=refund.id)
    assert (refund.status, refund.amount, refund.declined) == ("successful", 400, None)
    assert [one.id for one in univapay.refunds.list(charge_id=charge.id)] == [refund.id]
