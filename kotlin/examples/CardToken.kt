package jp.kaikei.examples

import jp.kaikei.InvalidRequestException
import jp.kaikei.Secret
import jp.kaikei.UnivaPay
import jp.kaikei.univapay.CardPayment
import jp.kaikei.univapay.CreateToken

suspend fun cardToken(
    client: UnivaPay,
    cardNumber: Secret,
    cvv: Secret,
): String =
    try {
        val card = CardPayment("TARO YAMADA", cardNumber, expMonth = 12, expYear = 2030, cvv = cvv)
        val token = client.tokens.create(CreateToken(card, email = "taro@example.com"))
        "token ${token.id}, made ${token.createdOn}"
    } catch (wrong: InvalidRequestException) {
        "${wrong.field} is wrong: ${wrong.message}"
    }
