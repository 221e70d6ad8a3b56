package jp.kaikei.examples

import jp.kaikei.Secret
import jp.kaikei.UnivaPay
import jp.kaikei.univapay.CardPayment
import jp.kaikei.univapay.ChargeStatus
import jp.kaikei.univapay.CreateCharge
import jp.kaikei.univapay.CreateRefund
import jp.kaikei.univapay.CreateToken
import jp.kaikei.univapay.Money
import jp.kaikei.univapay.RefundReason
import jp.kaikei.univapay.WaitForCharge
import jp.kaikei.univapay.WaitForRefund

suspend fun cardCharge(
    client: UnivaPay, // with its secret: on a server only
    cardNumber: Secret,
    cvv: Secret,
): String {
    val card = CardPayment("TARO YAMADA", cardNumber, expMonth = 12, expYear = 2030, cvv = cvv)
    val token = client.tokens.create(CreateToken(card, email = "taro@example.com"))
    val price = Money.of("12.50", "USD") // 1250 cents; Money.of("1250", "JPY") is 1250 yen
    val created = client.charges.create(CreateCharge(token.id, price))
    // The card company is asked meanwhile.
    val charge = client.charges.waitUntilSettled(WaitForCharge(created.id))
    charge.declined?.let { return "declined with ${it.code} ${it.name}; worth another try: ${it.retryable}" }
    if (charge.status != ChargeStatus.SUCCESSFUL) return "the charge is ${charge.status}"

    val back = CreateRefund(charge.id, Money.of("2.50", "USD"), RefundReason.CUSTOMER_REQUEST)
    val refund = client.refunds.waitUntilSettled(WaitForRefund(charge.id, client.refunds.create(back).id))
    return "charged $price, refunded ${refund.amount} cents: ${refund.status}"
}
