package jp.kaikei

import jp.kaikei.ito.CheckValidity
import jp.kaikei.ito.CreatePayment
import jp.kaikei.ito.Currency
import jp.kaikei.ito.MyTransactions
import jp.kaikei.ito.OtherCurrency
import jp.kaikei.ito.SaveMyKyc
import jp.kaikei.ito.UserBalance
import jp.kaikei.support.FakeTransport
import jp.kaikei.support.json
import jp.kaikei.support.user
import jp.kaikei.univapay.CardPayment
import jp.kaikei.univapay.CreateToken
import jp.kaikei.univapay.PhoneNumber
import jp.kaikei.univapay.TokenType
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.math.BigDecimal
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds

/** Wrong input is this package's own error, before anything is sent, and names the field as it is called here. */
class ParametersTest {
    private val transport = FakeTransport { error("sent") }
    private val ito =
        ItoJapan(
            ItoJapanOptions(
                accessKey = Secret("access"),
                secretKey = Secret("secret"),
                merchantClientId = "shop",
                merchantClientSecret = Secret("secret"),
                transport = transport,
            ),
        )
    private val univaPay = UnivaPay(UnivaPayOptions(Secret("a.b.c"), transport = transport))
    private val user = user(transport)
    private val payment =
        CreatePayment(
            custom = "ORDER-1",
            currencyCode = Currency.USD,
            amount = "280.00".toBigDecimal(),
            webHook = "https://shop.example/web_hook",
            cancelUrl = "https://shop.example/cancel",
            successUrl = "https://shop.example/thanks",
            customerEmail = "buyer@example.com",
        )
    private val card = CardPayment("TARO", Secret("4242424242424242"), 12, 2090, cvv = Secret("123"))

    @TestFactory
    fun `wrong input is named`(): List<DynamicTest> =
        listOf<Pair<String, suspend () -> Any>>(
            "custom" to { ito.payments.create(payment.copy(custom = "")) },
            "amount" to { ito.payments.create(payment.copy(amount = BigDecimal.ZERO)) },
            "amount" to { ito.payments.create(payment.copy(amount = BigDecimal("-1"))) },
            "amount" to { ito.payments.create(payment.copy(amount = BigDecimal("0.001"))) },
            "amount" to { ito.payments.create(payment.copy(amount = BigDecimal("1e2147483647"))) },
            "amount" to { ito.payments.create(payment.copy(amount = BigDecimal("1e-2147483647"))) },
            "currencyCode" to { ito.payments.create(payment.copy(currencyCode = OtherCurrency("x", 2))) },
            "webHook" to { ito.payments.create(payment.copy(webHook = "ftp://shop.example")) },
            "customerEmail" to { ito.payments.create(payment.copy(customerEmail = "nobody")) },
            "customerEmail" to { ito.payments.create(payment.copy(customerEmail = "\uD800")) },
            "paymentId" to { ito.payments.checkValidity(CheckValidity("")) },
            "user" to { ito.users.balance(UserBalance("..")) },
            "user" to { ito.users.balance(UserBalance("")) },
            "perPage" to { user.me.transactions(MyTransactions(perPage = -1)) },
            "page" to { user.me.transactions(MyTransactions(page = Long.MAX_VALUE)) },
            "data.cardNumber" to { univaPay.tokens.create(CreateToken(card.copy(cardNumber = Secret("4242")))) },
            "data.expMonth" to { univaPay.tokens.create(CreateToken(card.copy(expMonth = 13))) },
            "data.phoneNumber.countryCode" to {
                univaPay.tokens.create(CreateToken(card.copy(phoneNumber = PhoneNumber("+81", "90"))))
            },
            "usageLimit" to
                { univaPay.tokens.create(CreateToken(card, usageLimit = jp.kaikei.univapay.UsageLimit.DAILY)) },
            "timeout" to { user.me.balance(CallOptions(timeout = Duration.ZERO)) },
            "timeout" to { user.me.balance(CallOptions(timeout = Duration.INFINITE)) },
            "attemptTimeout" to { user.me.balance(CallOptions(attemptTimeout = -1.seconds)) },
            "connectTimeout" to { user.me.balance(CallOptions(connectTimeout = 25.hours)) },
            "maxRetries" to { user.me.balance(CallOptions(maxRetries = -1)) },
            "idempotencyKey" to
                {
                    univaPay.tokens.create(
                        CreateToken(card, email = "a@example.com"),
                        KeyedCallOptions(idempotencyKey = ""),
                    )
                },
        ).map { (field, call) ->
            DynamicTest.dynamicTest(field) {
                val error = runBlocking { assertFailsWith<InvalidRequestException> { call() } }
                assertEquals(field, error.field, error.message)
                assertFalse("4242" in error.stackTraceToString())
                assertTrue(transport.requests.isEmpty())
            }
        }

    @Test
    fun `names of free JSON stay as they are`() {
        val metadata = JsonObject(mapOf("exp_month" to JsonArray(listOf(JsonArray(emptyList())))))
        val error =
            runBlocking {
                assertFailsWith<InvalidRequestException> {
                    univaPay.tokens.create(
                        CreateToken(card, email = "a@example.com", metadata = metadata),
                    )
                }
            }
        assertTrue(error.field.orEmpty().startsWith("metadata.exp_month"), "${error.field}")
    }

    @Test
    fun `what the gateway refuses keeps its words`() {
        val refusing = FakeTransport { json("""{"message":"bad","errors":{"postal_code":["is wrong"]}}""", 422) }
        val kyc = SaveMyKyc(JsonObject(mapOf("postal_code" to JsonPrimitive("1"))))
        val error = runBlocking { assertFailsWith<InvalidRequestException> { user(refusing).me.saveKyc(kyc) } }
        assertEquals(422, error.httpStatus)
        assertEquals("postal_code", error.field)
    }

    @Test
    fun `open values are texts`() {
        assertEquals("recurring", "${TokenType.RECURRING}")
        assertEquals(TokenType("recurring"), TokenType.RECURRING)
    }
}
