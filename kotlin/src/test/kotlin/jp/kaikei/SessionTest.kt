package jp.kaikei

import jp.kaikei.support.BALANCE
import jp.kaikei.support.FakeTransport
import jp.kaikei.support.NotingStore
import jp.kaikei.support.fails
import jp.kaikei.support.isToken
import jp.kaikei.support.json
import jp.kaikei.support.renewed
import jp.kaikei.support.spent
import jp.kaikei.support.tokens
import jp.kaikei.support.user
import jp.kaikei.testing.TestClock
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Test
import java.io.IOException
import java.time.Instant
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** Calls of a user, and the renewal of their tokens. */
class SessionTest {
    private val renewals = AtomicInteger()

    private fun gateway(request: HttpRequest): HttpResponse =
        if (request.isToken) renewed(renewals.incrementAndGet()) else json(BALANCE)

    @Test
    fun `many calls renew the tokens once, and save them before they are used`() =
        runBlocking {
            val store = NotingStore()
            val transport =
                FakeTransport { request ->
                    if (!request.isToken) {
                        assertEquals(1, store.saved.size)
                        assertEquals("Bearer access-1", request.headers.single { it.name == "authorization" }.value)
                    }
                    gateway(request)
                }
            val user = user(transport, spent(), store)
            List(100) { async { user.me.balance() } }.awaitAll()
            assertEquals(1, renewals.get())
            assertEquals(1, store.saved.size)
            assertEquals("access-1", user.tokens?.accessToken?.expose())
        }

    @Test
    fun `a slow call after a renewal holds up none that waited for it`() =
        runBlocking {
            val asked = CompletableDeferred<Unit>()
            val renew = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Unit>()
            val isFirst = AtomicBoolean(true)
            val transport =
                FakeTransport { request ->
                    if (request.isToken) {
                        asked.complete(Unit)
                        renew.await()
                    } else if (isFirst.getAndSet(false)) {
                        go.await()
                    }
                    gateway(request)
                }
            val user = user(transport, spent())
            val calls = List(20) { async { user.me.balance(CallOptions(timeout = 20.seconds)) } }
            asked.await()
            // Let the others come as far as they can.
            delay(50)
            renew.complete(Unit)
            // All but the first, which waits for this.
            while (calls.count { it.isCompleted } < calls.size - 1) yield()
            go.complete(Unit)
            calls.awaitAll()
            assertEquals(1, renewals.get())
        }

    @Test
    fun `two hundred calls at once`() =
        runBlocking {
            val user = user(FakeTransport { gateway(it) })
            val balances = List(200) { async { user.me.balance() } }.awaitAll()
            assertEquals(setOf("100.00".toBigDecimal()), balances.map { it.balance }.toSet())
        }

    @Test
    fun `a caller who gives up during the renewal loses no tokens`() =
        runBlocking {
            val asked = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Unit>()
            val store = NotingStore()
            val transport =
                FakeTransport { request ->
                    // The gateway has handled it, and its answer is on the way.
                    val answer = gateway(request)
                    if (request.isToken) {
                        asked.complete(Unit)
                        go.await()
                    }
                    answer
                }
            val user = user(transport, spent(), store)
            val impatient = launch { user.me.balance() }
            asked.await()
            impatient.cancelAndJoin()
            go.complete(Unit)
            user.me.balance()
            assertEquals(1, renewals.get())
            assertEquals("refresh-1", user.tokens?.refreshToken?.expose())
            assertEquals(listOf(user.tokens?.export()?.expose()), store.saved)
        }

    @Test
    fun `a renewal that fails keeps the tokens`() =
        runBlocking {
            val answers = ArrayDeque(listOf(json("{}", 500), json("<html>"), json("""{"access_token":""}""")))
            val transport =
                FakeTransport { if (it.isToken) answers.removeFirstOrNull() ?: gateway(it) else json(BALANCE) }
            val user = user(transport, spent())
            val options = CallOptions(maxRetries = 0)
            repeat(3) {
                fails<KaikeiException> { user.me.balance(options) }
                assertEquals("refresh-0", user.tokens?.refreshToken?.expose())
            }
            user.me.balance(options)
            assertEquals("refresh-1", user.tokens?.refreshToken?.expose())
        }

    @Test
    fun `a store that throws is named, and offered the tokens again`() =
        runBlocking {
            class DiskFull : IOException("hidden-text")
            val store =
                object : NotingStore() {
                    var isFull = true

                    override suspend fun save(tokens: Tokens) {
                        if (isFull) throw DiskFull()
                        super.save(tokens)
                    }
                }
            val user = user(FakeTransport { gateway(it) }, spent(), store)
            val error = fails<ConfigurationException> { user.me.balance() }
            assertEquals("tokenStore", error.field)
            assertTrue("DiskFull" in error.message.orEmpty(), error.message)
            assertTrue("hidden-text" !in error.stackTraceToString())
            store.isFull = false
            user.me.balance()
            assertEquals(1, renewals.get())
            assertEquals(1, store.saved.size)
        }

    @Test
    fun `a store that hangs has as long as the call has`() =
        runBlocking {
            val store =
                object : NotingStore() {
                    override suspend fun save(tokens: Tokens) = awaitCancellation()
                }
            val user = user(FakeTransport { gateway(it) }, spent(), store)
            val error = fails<ConfigurationException> { user.me.balance(CallOptions(timeout = 200.milliseconds)) }
            assertTrue("too long" in error.message.orEmpty(), error.message)
            assertEquals("refresh-1", user.tokens?.refreshToken?.expose())
        }

    @Test
    fun `a caller who gives up during a save does not break it off`() =
        runBlocking {
            val saving = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Unit>()
            val ended = mutableListOf<Boolean>()
            val store =
                object : NotingStore() {
                    override suspend fun save(tokens: Tokens) {
                        saving.complete(Unit)
                        val waited = runCatching { go.await() }
                        synchronized(ended) { ended += waited.isSuccess }
                        super.save(tokens)
                    }
                }
            val user = user(FakeTransport { gateway(it) }, spent(), store)
            val impatient = launch { user.me.balance() }
            saving.await()
            impatient.cancelAndJoin()
            val patient = async { user.me.balance() }
            go.complete(Unit)
            patient.await()
            assertEquals(1, renewals.get())
            assertEquals(setOf(true), ended.toSet())
        }

    @Test
    fun `cancellation ends the waits of a call`() =
        runBlocking {
            val waiting = CompletableDeferred<Duration>()
            val clock =
                object : Clock by TestClock(Instant.ofEpochSecond(1_800_000_000)) {
                    override suspend fun sleep(duration: Duration) {
                        waiting.complete(duration)
                        awaitCancellation()
                    }
                }
            val transport = FakeTransport { json("{}", 503) }
            val user = user(transport, tokens(), options = ItoJapanOptions(clock = clock))
            val call = launch { user.me.balance() }
            waiting.await()
            call.cancelAndJoin()
            assertTrue(call.isCancelled)
            assertEquals(1, transport.requests.size)
        }

    @Test
    fun `waits go through the clock`() =
        runBlocking {
            val clock = TestClock(Instant.ofEpochSecond(1_800_000_000))
            val answers = ArrayDeque(listOf(json("{}", 503, "retry-after" to "7"), json(BALANCE)))
            val transport = FakeTransport { answers.removeFirst() }
            val balance = user(transport, options = ItoJapanOptions(clock = clock)).me.balance()
            assertEquals(1, balance.response.retries)
            assertEquals(1, clock.waits.size)
            assertTrue(clock.waits.single() >= 7_000.milliseconds)
        }
}
