package jp.kaikei.examples

import jp.kaikei.Secret
import jp.kaikei.UnivaPay
import jp.kaikei.univapay.ApplePayPayment
import jp.kaikei.univapay.BankBrand
import jp.kaikei.univapay.BankTransferPayment
import jp.kaikei.univapay.CallMethod
import jp.kaikei.univapay.CancelSubscription
import jp.kaikei.univapay.CaptureCharge
import jp.kaikei.univapay.CardPayment
import jp.kaikei.univapay.Charge
import jp.kaikei.univapay.ChargeIssuerToken
import jp.kaikei.univapay.ChargeRedirect
import jp.kaikei.univapay.ChargeStatus
import jp.kaikei.univapay.ChargeThreeDsIssuerToken
import jp.kaikei.univapay.ChargeThreeDsMode
import jp.kaikei.univapay.ChargeThreeDsSetup
import jp.kaikei.univapay.ConvenienceStore
import jp.kaikei.univapay.CreateCancel
import jp.kaikei.univapay.CreateCharge
import jp.kaikei.univapay.CreateRefund
import jp.kaikei.univapay.CreateSubscription
import jp.kaikei.univapay.CreateToken
import jp.kaikei.univapay.IssuerToken
import jp.kaikei.univapay.KonbiniPayment
import jp.kaikei.univapay.Money
import jp.kaikei.univapay.OnlineBrand
import jp.kaikei.univapay.OnlinePayment
import jp.kaikei.univapay.PaidyPayment
import jp.kaikei.univapay.PhoneNumber
import jp.kaikei.univapay.QrMerchantBrand
import jp.kaikei.univapay.QrMerchantPayment
import jp.kaikei.univapay.QrScanPayment
import jp.kaikei.univapay.Refund
import jp.kaikei.univapay.ShippingAddress
import jp.kaikei.univapay.Subscription
import jp.kaikei.univapay.SubscriptionPeriod
import jp.kaikei.univapay.TokenType
import jp.kaikei.univapay.WaitForCancel
import jp.kaikei.univapay.WaitForCharge
import jp.kaikei.univapay.WaitForQrImage
import jp.kaikei.univapay.WaitForRefund
import jp.kaikei.univapay.WaitForSubscription

// The Kotlin code of docs/univapay.md, a function for each way of paying.

// snippet: card
suspend fun card(client: UnivaPay): Charge {
    val card = CardPayment("TARO YAMADA", Secret("4000020000000000"), 12, 2030, Secret("123"))
    val token = client.tokens.create(CreateToken(card, email = "taro@example.com"))

    val created = client.charges.create(CreateCharge(token.id, Money.of("1000", "JPY")))
    val charge = client.charges.waitUntilSettled(WaitForCharge(created.id))

    charge.declined?.let { println("declined: ${it.code} ${it.name}, may be tried again: ${it.retryable}") }
    return charge
}
// end

// snippet: three_ds
suspend fun threeDs(
    client: UnivaPay,
    tokenId: String,
): IssuerToken {
    val threeDs = ChargeThreeDsSetup(ChargeThreeDsMode.REQUIRE, redirectEndpoint = "https://shop.example/back")
    val created = client.charges.create(CreateCharge(tokenId, Money.of("1000", "JPY"), threeDs = threeDs))
    val charge = client.charges.waitUntilSettled(WaitForCharge(created.id))

    // `awaiting`: the customer's browser posts `payload` as a form to the URL in `issuerToken`.
    return client.charges.threeDsIssuerToken(ChargeThreeDsIssuerToken(charge.id))
}
// end

// snippet: capture
suspend fun capture(
    client: UnivaPay,
    tokenId: String,
): Charge {
    val created = client.charges.create(CreateCharge(tokenId, Money.of("1000", "JPY"), capture = false))
    val authorized = client.charges.waitUntilSettled(WaitForCharge(created.id))
    if (authorized.status != ChargeStatus.AUTHORIZED) return authorized // `declined` says why

    // When the goods leave: all of it, or less.
    client.charges.capture(CaptureCharge(created.id))
    return client.charges.waitUntilSettled(WaitForCharge(created.id, pastAuthorized = true))
}
// end

// snippet: refund
suspend fun refund(
    client: UnivaPay,
    chargeId: String,
): Refund {
    val created = client.refunds.create(CreateRefund(chargeId, Money.of("400", "JPY")))
    return client.refunds.waitUntilSettled(WaitForRefund(chargeId, created.id))
}
// end

// snippet: cancel
suspend fun cancel(
    client: UnivaPay,
    chargeId: String,
): Boolean {
    val created = client.cancels.create(CreateCancel(chargeId))
    return client.cancels.waitUntilSettled(WaitForCancel(chargeId, created.id)).declined == null
}
// end

// snippet: apple_pay
suspend fun applePay(
    client: UnivaPay,
    applepayToken: Secret,
): Charge {
    val method = ApplePayPayment(applepayToken, "TARO YAMADA")
    val token = client.tokens.create(CreateToken(method, email = "taro@example.com"))
    val created = client.charges.create(CreateCharge(token.id, Money.of("1000", "JPY")))
    return client.charges.waitUntilSettled(WaitForCharge(created.id))
}
// end

// snippet: qr_scan
suspend fun qrScan(
    client: UnivaPay,
    scanned: Secret,
): Charge {
    val token = client.tokens.create(CreateToken(QrScanPayment(scanned)))
    val created = client.charges.create(CreateCharge(token.id, Money.of("1000", "JPY")))
    return client.charges.waitUntilSettled(WaitForCharge(created.id))
}
// end

// snippet: qr_merchant
suspend fun qrMerchant(client: UnivaPay): Pair<Charge, String> {
    val token = client.tokens.create(CreateToken(QrMerchantPayment(QrMerchantBrand.PAY_PAY_MERCHANT)))
    val created = client.charges.create(CreateCharge(token.id, Money.of("1000", "JPY")))
    val charge = client.charges.waitUntilSettled(WaitForCharge(created.id))

    // `awaiting`: show this code, and learn by webhook that it was paid.
    val image = client.charges.waitForQrImage(WaitForQrImage(charge.id))
    return charge to image.qrImageUrl.orEmpty()
}
// end

// snippet: konbini
suspend fun konbini(client: UnivaPay): Charge {
    val phone = PhoneNumber("81", "08012345678")
    val method = KonbiniPayment("山田 太郎", phone, ConvenienceStore.FAMILY_MART, expirationPeriod = "P7D")
    val token = client.tokens.create(CreateToken(method, email = "taro@example.com"))

    // `awaiting`: the gateway mails the customer how to pay. A webhook tells of the payment, days later.
    val created = client.charges.create(CreateCharge(token.id, Money.of("2000", "JPY")))
    return client.charges.waitUntilSettled(WaitForCharge(created.id))
}
// end

// snippet: online
suspend fun online(client: UnivaPay): Pair<Charge, IssuerToken> {
    val token = client.tokens.create(CreateToken(OnlinePayment(OnlineBrand.ALIPAY_ONLINE, CallMethod.HTTP_GET)))
    val redirect = ChargeRedirect("https://shop.example/back")
    val created = client.charges.create(CreateCharge(token.id, Money.of("3000", "JPY"), redirect = redirect))
    val charge = client.charges.waitUntilSettled(WaitForCharge(created.id))

    // `awaiting`: send the customer to the URL in `issuerToken`.
    return charge to client.charges.issuerToken(ChargeIssuerToken(charge.id))
}
// end

// snippet: bank_transfer
suspend fun bankTransfer(client: UnivaPay): Pair<Charge, IssuerToken> {
    val method = BankTransferPayment(BankBrand.AOZORA_BANK)
    val token = client.tokens.create(CreateToken(method, email = "taro@example.com"))
    val created = client.charges.create(CreateCharge(token.id, Money.of("5000", "JPY")))
    val charge = client.charges.waitUntilSettled(WaitForCharge(created.id))

    // `awaiting`: tell the customer this account.
    return charge to client.charges.issuerToken(ChargeIssuerToken(charge.id))
}
// end

// snippet: paidy
suspend fun paidy(
    client: UnivaPay,
    paidyToken: Secret,
): Charge {
    val method = PaidyPayment(paidyToken, ShippingAddress(zip = "100-0005", line1 = "丸の内1-1-1"))
    val token = client.tokens.create(CreateToken(method, email = "taro@example.com"))
    val created = client.charges.create(CreateCharge(token.id, Money.of("4000", "JPY")))
    return client.charges.waitUntilSettled(WaitForCharge(created.id))
}
// end

// snippet: subscription
suspend fun subscription(client: UnivaPay): Subscription {
    val card = CardPayment("HANAKO YAMADA", Secret("4000020000000000"), 12, 2030, Secret("123"))
    val token = client.tokens.create(CreateToken(card, TokenType.SUBSCRIPTION, email = "hanako@example.com"))

    val monthly = CreateSubscription(token.id, Money.of("980", "JPY"), SubscriptionPeriod.MONTHLY)
    val created = client.subscriptions.create(monthly)
    return client.subscriptions.waitUntilSettled(WaitForSubscription(created.id))
}
// end

// snippet: unsubscribe
suspend fun unsubscribe(
    client: UnivaPay,
    subscriptionId: String,
) {
    client.subscriptions.cancel(CancelSubscription(subscriptionId))
}
// end

// snippet: list
suspend fun list(client: UnivaPay): Long {
    var yen = 0L
    client.charges.list().asFlow().collect { charge ->
        if (charge.status == ChargeStatus.SUCCESSFUL) yen += charge.chargedAmount ?: 0
    }
    return yen
}
// end
