package jp.kaikei.univapay

import jp.kaikei.CallOptions
import jp.kaikei.Clock
import jp.kaikei.ConfigurationException
import jp.kaikei.HttpResponse
import jp.kaikei.InvalidRequestException
import jp.kaikei.Secret
import jp.kaikei.TimeoutExceededException
import jp.kaikei.UnivaPay
import jp.kaikei.UnivaPayOptions
import jp.kaikei.support.FakeTransport
import jp.kaikei.support.fails
import jp.kaikei.support.json
import jp.kaikei.testing.TestClock
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import java.time.Instant
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** Charges: money, waiting, declines, and what an app may not do. */
class UnivaPayTest {
    private fun client(
        secret: Secret? = Secret("secret"),
        clock: Clock = Clock.SYSTEM,
        answer: suspend () -> HttpResponse,
    ): Pair<UnivaPay, FakeTransport> {
        val transport = FakeTransport { answer() }
        return UnivaPay(UnivaPayOptions(Secret("a.b.c"), secret, transport = transport, clock = clock)) to transport
    }

    private val charge = CreateCharge("token-1", Money.of("12.50", "USD"))
    private val wait = WaitForCharge("charge-1", storeId = "store-1")

    @Test
    fun `money stands in the body, in the smallest unit`() =
        runBlocking {
            val (client, transport) = client { json("""{"id":"c1","status":"pending"}""", 201) }
            assertEquals(ChargeStatus.PENDING, client.charges.create(charge).status)
            val body =
                transport.requests
                    .single()
                    .body
                    .decodeToString()
            assertTrue(""""amount":1250""" in body && """"currency":"USD"""" in body, body)
            val nothing =
                fails<InvalidRequestException> { client.charges.create(charge.copy(money = Money.minor(0, "USD"))) }
            assertEquals("amount", nothing.field)
            assertEquals(1, transport.requests.size)
        }

    @Test
    fun `what became of the idempotency key`() =
        runBlocking {
            var status: String? = "successfully_stored"
            val (client, _) =
                client {
                    json("""{"id":"c1"}""", 200, *status?.let { arrayOf("idempotency-status" to it) } ?: emptyArray())
                }
            val stored = client.charges.create(charge).response
            assertEquals("successfully_stored", stored.idempotencyStatus)
            assertFalse(stored.isUnprotected)
            status = "disabled"
            assertTrue(
                client.charges
                    .create(charge)
                    .response.isUnprotected,
            )
            status = null
            assertNull(
                client.charges
                    .create(charge)
                    .response.idempotencyStatus,
            )
        }

    @Test
    fun `a charge that was declined is a good answer`() =
        runBlocking {
            val error = """{"code":306,"message":"rejected","details":null}"""
            val (client, _) = client { json("""{"id":"c1","status":"failed","error":$error}""") }
            val declined = client.charges.waitUntilSettled(wait).declined!!
            assertEquals(306L to "CARD_REJECTED", declined.code to declined.name)
            assertEquals("rejected" to false, declined.message to declined.retryable)
        }

    @Test
    fun `an app may not charge`() =
        runBlocking {
            val (client, transport) = client(secret = null) { json("""{"id":"t1"}""") }
            val error = fails<ConfigurationException> { client.charges.create(charge) }
            assertEquals("secret", error.field)
            fails<ConfigurationException> { client.charges.list().page() }
            assertEquals(0, transport.requests.size)
            val card = CardPayment("TARO", Secret("4242424242424242"), 12, 2090, cvv = Secret("123"))
            assertEquals("t1", client.tokens.create(CreateToken(card, email = "a@example.com")).id)
        }

    @Test
    fun `waits until it is settled, or its time is over`() =
        runBlocking {
            var answers = 0
            val clock = TestClock(Instant.parse("2026-11-23T00:00:00Z"))
            val (client, transport) =
                client(clock = clock) {
                    clock.advance(3.seconds)
                    json("""{"id":"c1","status":"${if (++answers == 3) "successful" else "pending"}"}""")
                }
            assertEquals(ChargeStatus.SUCCESSFUL, client.charges.waitUntilSettled(wait).status)
            assertTrue(transport.requests.all { it.url.endsWith("/stores/store-1/charges/charge-1?polling=true") })
            val error =
                fails<TimeoutExceededException> {
                    client.charges.waitUntilSettled(wait, CallOptions(timeout = 10.seconds))
                }
            assertEquals("not_settled", error.code)
            assertTrue(transport.requests.size in 5..8, "${transport.requests.size}")
        }

    @Test
    fun `waiting ends with its coroutine, between two calls and in one`() =
        runBlocking {
            for (isInCall in listOf(false, true)) {
                val waiting = CompletableDeferred<Unit>()
                val ended = CompletableDeferred<Unit>()

                suspend fun hang(): Nothing {
                    waiting.complete(Unit)
                    try {
                        awaitCancellation()
                    } finally {
                        ended.complete(Unit)
                    }
                }
                val standing =
                    object : Clock {
                        override fun now(): Instant = Instant.parse("2026-11-23T00:00:00Z")

                        override suspend fun sleep(duration: Duration) = hang()
                    }
                val (client, transport) =
                    client(clock = standing) {
                        if (isInCall) hang()
                        json("""{"id":"c1","status":"pending"}""")
                    }
                val call = launch { client.charges.waitUntilSettled(wait) }
                waiting.await()
                call.cancelAndJoin()
                ended.await()
                assertEquals(1, transport.requests.size)
            }
        }
}
