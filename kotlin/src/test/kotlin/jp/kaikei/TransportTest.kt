package jp.kaikei

import jp.kaikei.ito.Balance
import jp.kaikei.support.BALANCE
import jp.kaikei.support.FakeTransport
import jp.kaikei.support.fails
import jp.kaikei.support.json
import jp.kaikei.support.user
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Test
import java.util.concurrent.CountDownLatch
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds

/** What an application's own transport may do. */
class TransportTest {
    private val once = CallOptions(maxRetries = 0)
    private val short = CallOptions(maxRetries = 0, attemptTimeout = 50.milliseconds)

    private fun outcome(
        options: CallOptions = once,
        answer: suspend (HttpRequest) -> HttpResponse,
    ): Result<Any> = runBlocking { runCatching { user(FakeTransport(answer)).me.balance(options) } }

    @Test
    fun `an answer`() {
        val balance = outcome { json(BALANCE, 200, "x-request-id" to "r1") }.getOrThrow() as Balance
        assertEquals("100.00".toBigDecimal(), balance.balance)
        assertEquals("r1", balance.response.requestId)
        assertEquals(200, balance.response.httpStatus)
        assertEquals("r1", balance.response.header("X-Request-Id"))
        assertEquals(BALANCE, balance.response.raw.expose())
    }

    @Test
    fun `one that throws is named, but not quoted`() {
        class OutOfPaper : RuntimeException("hidden-text")
        val error = fails<ConnectionFailedException> { outcome { throw OutOfPaper() }.getOrThrow() }
        assertEquals(Sent.MAYBE, error.sent)
        assertTrue("OutOfPaper" in error.message.orEmpty(), error.message)
        assertFalse("hidden-text" in error.stackTraceToString())
    }

    @Test
    fun `an error of the machine is no crash`() {
        val error = fails<ConnectionFailedException> { outcome { throw StackOverflowError() }.getOrThrow() }
        assertEquals(Sent.MAYBE, error.sent)
    }

    @Test
    fun `how far it got is believed`() {
        for (sent in Sent.entries) {
            val thrown = TransportException(Phase.CONNECT, sent, "no cable")
            val error = fails<ConnectionFailedException> { outcome { throw thrown }.getOrThrow() }
            assertEquals(sent, error.sent)
        }
    }

    @Test
    fun `its own cancellation is a failure`() {
        val error = fails<ConnectionFailedException> { outcome { throw CancellationException("mine") }.getOrThrow() }
        assertEquals(Sent.MAYBE, error.sent)
    }

    @Test
    fun `its own time limit is a failure`() {
        val limited = outcome { withTimeout(1) { awaitCancellation() } }
        fails<ConnectionFailedException> { limited.getOrThrow() }
    }

    @Test
    fun `one that hangs is ended`() {
        val ended = CompletableDeferred<Unit>()
        val hanging =
            outcome(short) {
                try {
                    awaitCancellation()
                } finally {
                    ended.complete(Unit)
                }
            }
        assertEquals(Sent.MAYBE, fails<TimeoutExceededException> { hanging.getOrThrow() }.sent)
        runBlocking { ended.await() }
    }

    @Test
    fun `one that blocks its thread is left behind`() {
        val latch = CountDownLatch(1)
        val blocking =
            outcome(short) {
                latch.await()
                json(BALANCE)
            }
        fails<TimeoutExceededException> { blocking.getOrThrow() }
        latch.countDown()
    }

    @Test
    fun `garbage is refused`() {
        for (body in listOf("", "<html>", "nonsense", "{\"data\":", "\u0000")) {
            val answered = outcome { json(body) }
            assertTrue(answered.exceptionOrNull() is InvalidResponseException, "$body: $answered")
        }
        for (status in listOf(-1, 0, 99, 600, 65_736)) {
            fails<ConnectionFailedException> { outcome { json(BALANCE, status) }.getOrThrow() }
        }
        fails<InvalidResponseException> {
            outcome {
                json(
                    BALANCE,
                    302,
                    "location" to "https://evil.example",
                )
            }.getOrThrow()
        }
    }

    @Test
    fun `an answer that is too long is refused`() {
        val error =
            fails<InvalidResponseException> {
                outcome { HttpResponse(200, emptyList(), ByteArray((it.maxAnswer + 100).toInt()) { 32 }) }.getOrThrow()
            }
        assertEquals(Sent.YES, error.sent)
    }

    @Test
    fun `time that a test skips does not end a call`() =
        runTest {
            // While this waits, the test's own clock runs on by itself.
            val transport = FakeTransport { withContext(Dispatchers.Default) { delay(100).let { json(BALANCE) } } }
            val balance = user(transport).me.balance()
            assertEquals("USD", balance.currency)
        }
}
