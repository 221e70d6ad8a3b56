package jp.kaikei

import jp.kaikei.examples.cardCharge
import jp.kaikei.examples.cardToken
import jp.kaikei.examples.chargeWebHook
import jp.kaikei.examples.checkout
import jp.kaikei.examples.logIn
import jp.kaikei.examples.paidOrder
import jp.kaikei.examples.webHook
import jp.kaikei.ito.Currency
import jp.kaikei.ito.Order
import jp.kaikei.support.Sandbox
import jp.kaikei.univapay.Event
import jp.kaikei.univapay.EventType
import jp.kaikei.univapay.testWebhook
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import java.nio.file.Path
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import jp.kaikei.examples.main as demo
import jp.kaikei.univapay.WebhookVerifier as UnivaPayVerifier

/** The examples do what they say, and the READMEs copy them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {
    private val sandbox = Sandbox()

    @AfterAll
    fun stop() = sandbox.close()

    private fun blocks(page: String): List<Pair<String, String>> =
        Regex("(?ms)^```(\\w*)\n(.*?)^```$")
            .findAll(File(page).readText())
            .map {
                it.groupValues[1] to it.groupValues[2]
            }.toList()

    @Test
    fun `the pages copy the examples`() {
        val examples = File("examples").listFiles().orEmpty().map { it.readText() }
        val code = blocks("README.md").filter { it.first == "kotlin" }.map { it.second }
        assertEquals(6, code.size)
        for (block in code) assertTrue(examples.any { it.endsWith(block) }, block)
        assertEquals(blocks("README.md"), blocks("README.ja.md"))
    }

    @Test
    fun `a login, and another start`(
        @TempDir folder: Path,
    ) = runBlocking {
        val tokens = folder.resolve("tokens.json")
        val user = logIn(sandbox.app(), sandbox.clientId, sandbox.redirectUri, tokens, sandbox::signIn)
        assertEquals(sandbox["user_email"], user.me.get().email)
        val again =
            logIn(sandbox.app(), sandbox.clientId, sandbox.redirectUri, tokens) { error("no browser is needed") }
        assertEquals(user.tokens?.export(), again.tokens?.export())
    }

    @Test
    fun `a checkout`() =
        runBlocking {
            assertTrue(checkout(ItoJapan(sandbox.merchant())).startsWith("keep "))
            sandbox.control("POST", "faults", """{"match":{"path":"/payment/process"},"fault":"reset_after"}""")
            assertTrue(checkout(ItoJapan(sandbox.merchant())).startsWith("look for ORDER-2026-0001"))
        }

    @Test
    fun `a card token`() =
        runBlocking {
            val client = UnivaPay(sandbox.univaPay())
            assertTrue(cardToken(client, Secret("4000 0200 0000 0000"), Secret("123")).startsWith("token "))
            assertTrue(cardToken(client, Secret("4000"), Secret("123")).startsWith("data.cardNumber is wrong"))
        }

    @Test
    fun `a card charge`() =
        runBlocking {
            val client = UnivaPay(sandbox.univaPay())
            val charged = cardCharge(client, Secret("4000 0200 0000 0000"), Secret("123"))
            assertEquals("charged 12.50 USD, refunded 250 cents: successful", charged)
            val declined = cardCharge(client, Secret("4111 1111 1111 1111"), Secret("123"))
            assertTrue(Regex("declined with 3\\d\\d [A-Z_]+; worth another try: false") matches declined, declined)
            val charges = client.charges.list()
            assertEquals(2, charges.page().items.size)
            assertEquals(charges.page().items.map { it.id }, charges.asFlow().toList().map { it.id })
        }

    @Test
    fun `a charge's webhook`() {
        val token = Secret("a long random text")
        val kept = mutableMapOf<String, Event>()
        val verifier = UnivaPayVerifier(token)
        val data = """{"id":"c1","status":"successful","metadata":{"order":7}}"""

        fun post(sentToken: Secret): Int {
            val sent = testWebhook(sentToken, EventType.CHARGE_FINISHED, data, id = "d1")
            val headers = sent.headers.associate { it.name to listOf(it.value) }
            return chargeWebHook(verifier, headers, sent.body) { key, event -> kept[key] = event }
        }
        assertEquals(503, post(Secret("another")))
        assertEquals(listOf(200, 200), listOf(post(token), post(token)))
        assertEquals("7", paidOrder(kept.values.single()))
    }

    @Test
    fun `a webhook`() =
        runBlocking {
            val client = ItoJapan(sandbox.merchant())
            val payment = Regex("keep (\\S+) .* to (\\S+)").find(checkout(client))!!.groupValues
            sandbox.pay(payment[2])
            val order = Order("ORDER-2026-0001", "280.00".toBigDecimal(), Currency.USD, payment[1])
            val delivered = mutableListOf<Order>()

            suspend fun post(
                secret: Secret = sandbox.webhookSecret,
                amount: String = "280.00",
            ): Int {
                val body =
                    """{"code":200,"status":"ok","payment_id":"${payment[1]}","transaction":"T1","amount":$amount,"""
                        .plus(""""currency":"USD","custom":"ORDER-2026-0001"}""")
                        .encodeToByteArray()
                val headers = signWebhook(secret, body).associate { it.name to listOf(it.value) }
                val verifier = WebhookVerifier(sandbox.webhookSecret)
                return webHook(client, verifier, headers, body, mapOf(order.custom to order)) { delivered += it }
            }
            assertEquals(403, post(secret = Secret("another")))
            assertEquals(200, post(amount = "1.00"))
            assertEquals(emptyList(), delivered)
            assertEquals(200, post())
            assertEquals(listOf(order), delivered)
            sandbox.control(
                "POST",
                "faults",
                """{"match":{"path":"/payment/check-validity"},"fault":"status=500","times":9}""",
            )
            assertEquals(500, post())
            sandbox.control("DELETE", "faults")
            assertEquals(1, delivered.size)
        }

    @Test
    fun `the demo`() {
        val printed = ByteArrayOutputStream()
        val before = System.out
        System.setOut(PrintStream(printed, true, "UTF-8"))
        try {
            demo()
        } finally {
            System.setOut(before)
        }
        val steps = printed.toString("UTF-8")
        assertEquals(10, steps.count { it == '✓' }, steps)
    }
}
