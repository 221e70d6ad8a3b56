"""The Python code of docs/univapay.md, a function for each way of paying. It runs in the tests."""

import kaikei
from kaikei.univapay import (
    ApplePayPayment,
    BankTransferPayment,
    CardPayment,
    Charge,
    ChargeRedirect,
    ChargeThreeDsSetup,
    IssuerToken,
    KonbiniPayment,
    Money,
    OnlinePayment,
    PaidyPayment,
    PhoneNumber,
    QrMerchantPayment,
    QrScanPayment,
    Refund,
    ShippingAddress,
    Subscription,
)


# snippet: card
def card(client: kaikei.UnivaPay) -> Charge:
    method = CardPayment(
        cardholder="TARO YAMADA", card_number="4000020000000000", exp_month=12, exp_year=2030, cvv="123"
    )
    token = client.tokens.create(method=method, email="taro@example.com")

    charge = client.charges.create(transaction_token_id=token.id, money=Money.of("1000", "JPY"))
    charge = client.charges.wait_until_settled(id=charge.id)

    if charge.declined is not None:
        declined = charge.declined
        print(f"declined: {declined.code} {declined.name}, may be tried again: {declined.retryable}")
    return charge
    # end


# snippet: three_ds
def three_ds(client: kaikei.UnivaPay, token_id: str) -> IssuerToken:
    charge = client.charges.create(
        transaction_token_id=token_id,
        money=Money.of("1000", "JPY"),
        three_ds=ChargeThreeDsSetup(mode="require", redirect_endpoint="https://shop.example/back"),
    )
    charge = client.charges.wait_until_settled(id=charge.id)

    # `awaiting`: the customer's browser posts `payload` as a form to the URL in `issuer_token`.
    return client.charges.three_ds_issuer_token(id=charge.id)
    # end


# snippet: capture
def capture(client: kaikei.UnivaPay, token_id: str) -> Charge:
    charge = client.charges.create(
        transaction_token_id=token_id, money=Money.of("1000", "JPY"), capture=False
    )
    charge = client.charges.wait_until_settled(id=charge.id)
    if charge.status != "authorized":
        return charge  # `declined` says why

    # When the goods leave: all of it, or less.
    client.charges.capture(id=charge.id)
    return client.charges.wait_until_settled(id=charge.id, past_authorized=True)
    # end


# snippet: refund
def refund(client: kaikei.UnivaPay, charge_id: str) -> Refund:
    refund = client.refunds.create(charge_id=charge_id, money=Money.of("400", "JPY"))
    return client.refunds.wait_until_settled(charge_id=charge_id, id=refund.id)
    # end


# snippet: cancel
def cancel(client: kaikei.UnivaPay, charge_id: str) -> bool:
    cancel = client.cancels.create(charge_id=charge_id)
    cancel = client.cancels.wait_until_settled(charge_id=charge_id, id=cancel.id)
    return cancel.declined is None
    # end


# snippet: apple_pay
def apple_pay(client: kaikei.UnivaPay, applepay_token: str) -> Charge:
    method = ApplePayPayment(applepay_token=applepay_token, cardholder="TARO YAMADA")
    token = client.tokens.create(method=method, email="taro@example.com")
    charge = client.charges.create(transaction_token_id=token.id, money=Money.of("1000", "JPY"))
    return client.charges.wait_until_settled(id=charge.id)
    # end


# snippet: qr_scan
def qr_scan(client: kaikei.UnivaPay, scanned: str) -> Charge:
    token = client.tokens.create(method=QrScanPayment(scanned_qr=scanned))
    charge = client.charges.create(transaction_token_id=token.id, money=Money.of("1000", "JPY"))
    return client.charges.wait_until_settled(id=charge.id)
    # end


# snippet: qr_merchant
def qr_merchant(client: kaikei.UnivaPay) -> tuple[Charge, str | None]:
    token = client.tokens.create(method=QrMerchantPayment(brand="pay_pay_merchant"))
    charge = client.charges.create(transaction_token_id=token.id, money=Money.of("1000", "JPY"))
    charge = client.charges.wait_until_settled(id=charge.id)

    # `awaiting`: show this code, and learn by webhook that it was paid.
    image = client.charges.wait_for_qr_image(id=charge.id)
    return charge, image.qr_image_url
    # end


# snippet: konbini
def konbini(client: kaikei.UnivaPay) -> Charge:
    method = KonbiniPayment(
        customer_name="山田 太郎",
        phone_number=PhoneNumber(country_code="81", local_number="08012345678"),
        convenience_store="family_mart",
        expiration_period="P7D",
    )
    token = client.tokens.create(method=method, email="taro@example.com")

    # `awaiting`: the gateway mails the customer how to pay. A webhook tells of the payment, days later.
    charge = client.charges.create(transaction_token_id=token.id, money=Money.of("2000", "JPY"))
    return client.charges.wait_until_settled(id=charge.id)
    # end


# snippet: online
def online(client: kaikei.UnivaPay) -> tuple[Charge, IssuerToken]:
    token = client.tokens.create(method=OnlinePayment(brand="alipay_online", call_method="http_get"))
    charge = client.charges.create(
        transaction_token_id=token.id,
        money=Money.of("3000", "JPY"),
        redirect=ChargeRedirect(endpoint="https://shop.example/back"),
    )
    charge = client.charges.wait_until_settled(id=charge.id)

    # `awaiting`: send the customer to the URL in `issuer_token`.
    return charge, client.charges.issuer_token(id=charge.id)
    # end


# snippet: bank_transfer
def bank_transfer(client: kaikei.UnivaPay) -> tuple[Charge, IssuerToken]:
    token = client.tokens.create(method=BankTransferPayment(brand="aozora_bank"), email="taro@example.com")
    charge = client.charges.create(transaction_token_id=token.id, money=Money.of("5000", "JPY"))
    charge = client.charges.wait_until_settled(id=charge.id)

    # `awaiting`: tell the customer this account.
    account = client.charges.issuer_token(id=charge.id)
    return charge, account
    # end


# snippet: paidy
def paidy(client: kaikei.UnivaPay, paidy_token: str) -> Charge:
    address = ShippingAddress(zip="100-0005", line1="丸の内1-1-1")
    method = PaidyPayment(paidy_token=paidy_token, shipping_address=address)
    token = client.tokens.create(method=method, email="taro@example.com")
    charge = client.charges.create(transaction_token_id=token.id, money=Money.of("4000", "JPY"))
    return client.charges.wait_until_settled(id=charge.id)
    # end


# snippet: subscription
def subscription(client: kaikei.UnivaPay) -> Subscription:
    method = CardPayment(
        cardholder="HANAKO YAMADA", card_number="4000020000000000", exp_month=12, exp_year=2030, cvv="123"
    )
    token = client.tokens.create(method=method, type="subscription", email="hanako@example.com")

    subscription = client.subscriptions.create(
        transaction_token_id=token.id, money=Money.of("980", "JPY"), period="monthly"
    )
    return client.subscriptions.wait_until_settled(id=subscription.id)
    # end


# snippet: unsubscribe
def unsubscribe(client: kaikei.UnivaPay, subscription_id: str) -> None:
    client.subscriptions.cancel(id=subscription_id)
    # end


# snippet: list
def yen_taken(client: kaikei.UnivaPay) -> int:
    yen = 0
    for charge in client.charges.list():
        if charge.status == "successful":
            yen += charge.charged_amount or 0
    return yen
    # end
