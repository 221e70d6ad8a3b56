package jp.kaikei.examples

import jp.kaikei.ItoJapan
import jp.kaikei.OutcomeUnknownException
import jp.kaikei.ito.CreatePayment
import jp.kaikei.ito.Currency

suspend fun checkout(client: ItoJapan): String =
    try {
        val created =
            client.payments.create(
                CreatePayment(
                    custom = "ORDER-2026-0001", // your own id of the order
                    currencyCode = Currency.USD,
                    amount = "280.00".toBigDecimal(),
                    details = "Digital Product",
                    webHook = "https://shop.example/web_hook",
                    cancelUrl = "https://shop.example/cancel",
                    successUrl = "https://shop.example/thanks",
                    customerEmail = "buyer@example.com",
                ),
            )
        "keep ${created.paymentId} with the order, and send the buyer to ${created.url}"
    } catch (unknown: OutcomeUnknownException) {
        "look for ${unknown.reference} before you try again: nobody knows if it was made"
    }
