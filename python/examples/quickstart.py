"""The quick start of README.md and README.ja.md, as it runs in the tests."""

import kaikei
from kaikei.webhooks import Verifier


def checkout(access_key: str, secret_key: str) -> str:
    client = kaikei.ItoJapan(access_key=access_key, secret_key=secret_key)

    created = client.payments.create(
        custom="ORDER-2026-0001",
        currency_code="USD",
        amount="280.00",
        details="Digital Product",
        web_hook="https://shop.example/web_hook",
        cancel_url="https://shop.example/cancel",
        success_url="https://shop.example/thanks",
        customer_email="buyer@example.com",
    )
    return created.url  # send the buyer there; keep created.payment_id with the order


def web_hook(client: kaikei.ItoJapan, verifier: Verifier, headers: dict[str, str], body: bytes) -> str:
    event = verifier.verify(body, headers)  # a WebhookError: answer 403

    # From your own records, found by `event.custom`; never from the event itself.
    order = kaikei.Order(
        custom="ORDER-2026-0001", amount="280.00", currency="USD", payment_id="AIYmQIOAz0GlmsjfhgiOeu304"
    )
    confirmation = client.confirm(order, event)
    if confirmation.confirmed:
        return f"paid: deliver, once for each {event.key}"
    if confirmation.outcome == "unknown":
        return "ask again later, neither deliver nor cancel"
    return "do not deliver"


def token(jwt: str, secret: str) -> str:
    from kaikei.univapay import CardPayment

    client = kaikei.UnivaPay(jwt=jwt, secret=secret)
    card = CardPayment(
        cardholder="TARO YAMADA", card_number="4000 0200 0000 0000", exp_month=12, exp_year=2030, cvv="123"
    )
    return client.tokens.create(method=card, email="taro@example.com").id


async def balance(merchant_client_id: str, merchant_client_secret: str) -> None:
    async with kaikei.AsyncItoJapan(
        merchant_client_id=merchant_client_id, merchant_client_secret=merchant_client_secret
    ) as client:
        try:
            balance = await client.users.balance(user="1002", timeout=10)
        except kaikei.NotFoundError:
            print("no such user")
        else:
            print(balance.balance, balance.currency)
