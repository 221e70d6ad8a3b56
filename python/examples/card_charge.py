"""A card payment with UnivaPay, from the token to the refund, and its webhook. It runs in the tests."""

import os

import kaikei
from kaikei.univapay import NOT_NOW, TAKEN, CardPayment, Charge, Money, WebhookVerifier


def pay(client: kaikei.UnivaPay, card: CardPayment) -> Charge | None:
    token = client.tokens.create(method=card, email="taro@example.com")
    charge = client.charges.create(
        transaction_token_id=token.id,
        money=Money.of("12.50", "USD"),  # 1250 cents; Money.minor(1250, "USD") is the same
        metadata={"order": "ORDER-2026-0001"},
    )
    # `pending` so far: the card company is asked meanwhile.
    charge = client.charges.wait_until_settled(id=charge.id, timeout=30)
    if charge.declined is not None:
        again = "try once more in a minute" if charge.declined.retryable else "ask for another card"
        print(f"declined, {charge.declined.name}: {again}")
        return None
    return charge


def take_back(client: kaikei.UnivaPay, charge: Charge) -> str | None:
    refund = client.refunds.create(charge_id=charge.id, money=Money.of("5.00", "USD"))
    refund = client.refunds.wait_until_settled(charge_id=charge.id, id=refund.id)
    return refund.status


def declined_cards(client: kaikei.UnivaPay) -> list[str]:
    charges = client.charges.list(currency="USD")  # sends nothing yet
    return [charge.id for charge in charges if charge.declined is not None]


def web_hook(verifier: WebhookVerifier, headers: dict[str, str], body: bytes, seen: set[str]) -> int:
    try:
        event = verifier.verify(body, headers)
    except kaikei.WebhookError:
        return NOT_NOW  # never 401 or 403: the gateway would switch the webhook off
    if event.dedupe_key not in seen:
        seen.add(event.dedupe_key)  # a queue or table of yours; the work itself is done after the answer
        if isinstance(event.data, Charge):
            print(f"{event.event}: {event.data.id} is {event.data.status}")
    return TAKEN


def main() -> None:
    client = kaikei.UnivaPay(
        jwt=os.environ["UNIVAPAY_JWT"],
        secret=os.environ["UNIVAPAY_SECRET"],
        base_url=os.environ.get("UNIVAPAY_BASE_URL"),
    )
    for number in ("4000 0200 0000 0000", "4111 1111 1111 1111"):
        card = CardPayment(
            cardholder="TARO YAMADA", card_number=number, exp_month=12, exp_year=2030, cvv="123"
        )
        charge = pay(client, card)
        if charge is not None:
            print(f"paid: {charge.charged_amount} of the smallest unit of {charge.charged_currency}")
            print(f"refund: {take_back(client, charge)}")
    print(f"declined so far: {len(declined_cards(client))}")


if __name__ == "__main__":
    main()
