package jp.kaikei

import jp.kaikei.internal.Session
import jp.kaikei.internal.ffi.NativeSession
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
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Test
import java.util.concurrent.CountDownLatch
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds

/** Callers who have gone, code that does not end, sessions that have. */
class AbandonedTest {
    @Test
    fun `callers may block every thread of theirs`() =
        runBlocking {
            val user = user(FakeTransport { json(BALANCE) })
            val calls = List(64) { async(Dispatchers.Default) { runBlocking { user.me.balance() } } }
            assertEquals(64, calls.awaitAll().size)
        }

    @Test
    fun `a renewal whose caller has gone reaches the store`() =
        runBlocking {
            val asked = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Unit>()
            val store = NotingStore()
            val transport =
                FakeTransport {
                    asked.complete(Unit)
                    go.await()
                    renewed(1)
                }
            val impatient = launch { user(transport, spent(), store).me.balance() }
            asked.await()
            impatient.cancelAndJoin()
            go.complete(Unit)
            while (store.saved.isEmpty()) yield()
            assertTrue("access-1" in store.saved.single())
        }

    @Test
    fun `a slow store's earlier save does not overtake a later one`() =
        runBlocking {
            val ended = CountDownLatch(1)
            val store =
                object : NotingStore() {
                    override suspend fun save(tokens: Tokens) {
                        // Blocks its thread, whatever becomes of its caller.
                        if ("access-1" in tokens.export().expose()) ended.await()
                        super.save(tokens)
                    }
                }
            val session = Session(NativeSession("app", tokens().native), store)
            val earlier = Tokens.load("""{"access_token":"access-1"}""")
            val later = Tokens.load("""{"access_token":"access-2"}""")
            assertNotNull(session.keep(earlier, 50.milliseconds), "given up")
            val saving = async { session.keep(later, 20_000.milliseconds) }
            // Let it come as far as it can.
            delay(50)
            ended.countDown()
            assertNull(saving.await())
            assertEquals(listOf(earlier, later).map { it.export().expose() }, store.saved)
        }

    @Test
    fun `a user whose session has ended logs in again`() =
        runBlocking {
            val store = NotingStore()
            store.save(spent())
            val client =
                ItoJapan(
                    ItoJapanOptions(transport = FakeTransport { json("""{"error":"invalid_grant"}""", 400) }),
                )
            val session = LoginSession(client, "app", "http://127.0.0.1/back", tokenStore = store)
            val user = assertNotNull(session.restore())
            assertEquals("invalid_grant", fails<OauthException> { user.me.get() }.code)
            assertNull(session.restore())
            assertEquals(1, store.saved.size, "they stay until another login replaces them")
        }

    @Test
    fun `trouble with the network ends no session`() =
        runBlocking {
            val store = NotingStore()
            store.save(spent())
            val client = ItoJapan(ItoJapanOptions(transport = FakeTransport { json("{}", 503) }, maxRetries = 0))
            val session = LoginSession(client, "app", "http://127.0.0.1/back", tokenStore = store)
            val user = assertNotNull(session.restore())
            fails<KaikeiException> { user.me.get() }
            assertEquals(user, session.restore())
        }

    @Test
    fun `what a store throws is told by its name, also when it is read`() =
        runBlocking {
            for (problem in listOf(
                AssertionError("my secret"),
                kotlinx.coroutines.CancellationException("my secret"),
                IllegalStateException("my secret"),
            )) {
                val store =
                    object : NotingStore() {
                        override suspend fun load(): Tokens? = throw problem

                        override suspend fun clear() = throw problem
                    }
                val session = LoginSession(ItoJapan(), "app", "http://127.0.0.1/back", tokenStore = store)
                for (error in listOf(
                    fails<ConfigurationException> { session.restore() },
                    fails<ConfigurationException> { session.logOut() },
                )) {
                    assertEquals("tokenStore", error.field)
                    assertTrue("my secret" !in error.message.orEmpty())
                }
            }
        }

    @Test
    fun `a store that hangs lets its caller go`() =
        runBlocking {
            val store =
                object : NotingStore() {
                    override suspend fun load(): Tokens? = awaitCancellation()
                }
            val session = LoginSession(ItoJapan(), "app", "http://127.0.0.1/back", tokenStore = store)
            val waiting = launch { session.restore() }
            yield()
            waiting.cancelAndJoin()
            withTimeout(60_000.milliseconds) { session.logOut() }
        }

    @Test
    fun `half a character in an answer does not look like wrong input`() =
        runBlocking {
            val odd = FakeTransport { json(BALANCE, 200, "x-odd" to "\uD800") }
            assertEquals("100.00".toBigDecimal(), user(odd).me.balance().balance)
            val broken = FakeTransport { throw TransportException(Phase.RECEIVE, Sent.YES, "\uD800") }
            val error = fails<KaikeiException> { user(broken, tokens()).me.issueCard() }
            assertEquals(Sent.YES, error.sent)
        }
}
