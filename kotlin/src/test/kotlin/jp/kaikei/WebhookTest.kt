package jp.kaikei

import jp.kaikei.support.fails
import org.junit.jupiter.api.Test
import java.time.Instant
import java.time.LocalDate
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

class WebhookTest {
    private val secret = Secret("whsec-of-the-shop")
    private val now = Instant.ofEpochSecond(1_800_000_000)

    private fun body(amount: String = "280.00") =
        (
            """{"code":200,"status":"ok","payment_id":"P1","transaction":"T1","amount":$amount,"charge":1.5,""" +
                """"currency":"USD","custom":"ORDER-1","date":"15-01-2027","new":{"a":1}}"""
        ).encodeToByteArray()

    private fun signed(body: ByteArray = body()) = signWebhook(secret, body, now)

    @Test
    fun `an event`() {
        val event = WebhookVerifier(secret).verify(signed(), body(), now)
        assertEquals("280.00".toBigDecimal(), event.amount)
        assertEquals("1.5".toBigDecimal(), event.charge)
        assertEquals(LocalDate.of(2027, 1, 15), event.date)
        assertEquals(now, event.timestamp)
        assertEquals("default", event.verifiedBy)
        assertEquals(setOf("new"), event.unknown.keys)
        assertEquals(String(body()), event.raw.expose())
        assertTrue(event.isOk)
        assertFalse("280" in "$event")
    }

    @Test
    fun `headers as frameworks have them`() {
        val headers = signed().associate { it.name.uppercase() to listOf(it.value) }
        assertEquals("P1", WebhookVerifier(secret).verify(headers, body(), now).paymentId)
        assertTrue(WebhookVerifier(secret).explain(headers, body(), now).isValid)
    }

    @Test
    fun `several secrets, by name`() {
        val verifier = WebhookVerifier(mapOf("old" to Secret("another"), "new" to secret))
        assertEquals("new", verifier.verify(signed(), body(), now).verifiedBy)
    }

    @Test
    fun `what fails a check says why`() {
        val verifier = WebhookVerifier(secret, tolerance = 10.seconds)
        val cases =
            listOf(
                Triple("stale", signed(), now.plusSeconds(11)),
                Triple("signature_mismatch", signWebhook(Secret("other"), body(), now), now),
                Triple("missing_header", signed().drop(1), now),
                Triple("repeated_header", signed() + signed(), now),
            )
        val reasons =
            cases.map { (_, headers, at) ->
                fails<WebhookException> { verifier.verify(headers, body(), at) }.code
            }
        val explained = cases.map { (_, headers, at) -> verifier.explain(headers, body(), at) }
        assertEquals(reasons, explained.map { it.reason })
        assertTrue(explained.none { it.isValid } && explained.all { it.findings.isNotEmpty() })
        assertEquals(4, reasons.filterNotNull().size)
        assertFalse(explained.any { secret.expose() in "$it" })
    }

    @Test
    fun `a body of every kind of bytes is refused, not a crash`() {
        val verifier = WebhookVerifier(secret)
        for (body in listOf(byteArrayOf(), byteArrayOf(-1, 0, 1), "[]".encodeToByteArray(), ByteArray(300_000))) {
            fails<WebhookException> { verifier.verify(signed(body), body, now) }
        }
    }

    @Test
    fun `repeats are recognised`() {
        val verifier = WebhookVerifier(secret)
        val first = verifier.verify(signed(), body(), now).fingerprint
        assertEquals(Repeat.SAME, first.compare(verifier.verify(signed(), body(), now)))
        val other = first.copy(key = "another")
        assertEquals(Repeat.NEW, other.compare(verifier.verify(signed(), body(), now)))
        val changed = body("999.00")
        fails<ConflictException> { first.compare(verifier.verify(signed(changed), changed, now)) }
    }

    @Test
    fun `a verifier needs a secret and a tolerance that makes sense`() {
        fails<ConfigurationException> { WebhookVerifier(emptyMap()) }
        fails<ConfigurationException> { WebhookVerifier(Secret("")) }
        assertEquals("tolerance", fails<ConfigurationException> { WebhookVerifier(secret, (-1).seconds) }.field)
    }
}
