package jp.kaikei

import jp.kaikei.support.BALANCE
import jp.kaikei.support.FakeTransport
import jp.kaikei.support.NotingStore
import jp.kaikei.support.Sandbox
import jp.kaikei.support.fails
import jp.kaikei.support.isToken
import jp.kaikei.support.json
import jp.kaikei.support.renewed
import jp.kaikei.support.spent
import jp.kaikei.testing.TestClock
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import java.io.IOException
import java.time.Instant
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotEquals
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertSame
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes

/** Logins against the sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginTest {
    private val sandbox = Sandbox()

    @AfterAll
    fun stop() = sandbox.close()

    private fun session(
        store: TokenStore = MemoryTokenStore(),
        client: ItoJapan = ItoJapan(sandbox.app()),
    ) = LoginSession(client, sandbox.clientId, sandbox.redirectUri, listOf("profile"), store)

    @Test
    fun `a user logs in, and again after a restart`() =
        runBlocking {
            val store = NotingStore()
            val session = session(store)
            assertNull(session.restore())
            val login = session.start()
            val user = session.finish(login.pending, sandbox.signIn(login.authorizeUrl))
            assertEquals(sandbox["user_email"], user.me.get().email)
            assertEquals(listOf(user.tokens?.export()?.expose()), store.saved)
            assertSame(user, session.restore())

            val later = session(store)
            val restored = assertNotNull(later.restore())
            assertEquals(sandbox["user_email"], restored.me.get().email)
            assertSame(restored, later.restore())

            later.logOut()
            assertEquals(emptyList(), store.saved)
            assertNull(later.restore())
        }

    @Test
    fun `two hundred calls at once, after one renewal`() =
        runBlocking {
            val store = NotingStore()
            val clock = TestClock(Instant.now())
            val session = session(store, ItoJapan(sandbox.app(clock)))
            val login = session.start()
            val user = session.finish(login.pending, sandbox.signIn(login.authorizeUrl))
            clock.advance(2.hours)
            val balances = List(200) { async { user.me.balance() } }.awaitAll()
            assertEquals(setOf("USD"), balances.map { it.currency }.toSet())
            assertEquals(2, store.saved.size)
        }

    @Test
    fun `a pending login survives the process, and is used once`() =
        runBlocking {
            val login = session().start()
            val exported = login.pending.export()
            val back = sandbox.signIn(login.authorizeUrl)
            val pending = PendingLogin.load(exported.expose())
            session().finish(pending, back)
            assertEquals("login_used", fails<OauthException> { session().finish(pending, back) }.code)
            val again = PendingLogin.load(pending.export().expose())
            assertEquals("login_used", fails<OauthException> { session().finish(again, back) }.code)
        }

    @Test
    fun `two finishes at once send the code once`() =
        runBlocking {
            val login = session().start()
            val back = sandbox.signIn(login.authorizeUrl)
            val outcomes =
                List(
                    10,
                ) { async { runCatching { session().finish(login.pending, back) } } }.map { it.await() }
            assertEquals(1, outcomes.count { it.isSuccess })
        }

    @Test
    fun `a login expires`() =
        runBlocking {
            val clock = TestClock(Instant.now())
            val session = session(client = ItoJapan(sandbox.app(clock)))
            val login = session.start()
            val back = sandbox.signIn(login.authorizeUrl)
            clock.advance(11.minutes)
            assertEquals("login_expired", fails<OauthException> { session.finish(login.pending, back) }.code)
        }

    @Test
    fun `redirects that are not the login's are refused, and it stays pending`() =
        runBlocking {
            val session = session()
            val login = session.start()
            val back = sandbox.signIn(login.authorizeUrl)
            val state = Regex("state=[^&]+").find(back)!!.value
            val wrong =
                listOf("", "nonsense", "http://", "\uD800", "${sandbox.redirectUri}?code=x&state=forged") +
                    listOf(
                        back.replace("http://", "https://"),
                        "$back&$state",
                        "$back&code=other",
                        "https://evil.example/?$state",
                    )
            for (url in wrong) {
                val error = fails<KaikeiException> { session.finish(login.pending, url) }
                assert(error is OauthException || error is InvalidRequestException) { "$url: $error" }
            }
            assertNotNull(session.finish(login.pending, back))
        }

    @Test
    fun `a user who denies`() =
        runBlocking {
            val session = session()
            val login = session.start()
            val back = sandbox.signIn(login.authorizeUrl, "deny")
            assertEquals("access_denied", fails<OauthException> { session.finish(login.pending, back) }.code)
        }

    @Test
    fun `rubbish is no pending login, and no tokens`() {
        for (text in listOf("", "nonsense", "{}", "null", "\u0000", "\uD800")) {
            fails<InvalidRequestException> { PendingLogin.load(text) }
            fails<InvalidRequestException> { Tokens.load(text) }
        }
    }

    @Test
    fun `wrong parameters of a login are named`() {
        val client = ItoJapan(sandbox.app())
        for (uri in listOf("", "nonsense", "http://app.example/back", "https://app.example/#back", "\uD800")) {
            val error = fails<InvalidRequestException> { client.startLogin("app", uri) }
            assertEquals(if (uri == "\uD800") null else "redirectUri", error.field)
        }
    }

    @Test
    fun `a store that fails to load or clear is named`() =
        runBlocking {
            val store =
                object : NotingStore() {
                    override suspend fun load(): Tokens? = throw IOException("hidden-text")

                    override suspend fun clear() = throw IOException("hidden-text")
                }
            val error = fails<ConfigurationException> { session(store).restore() }
            assertEquals("tokenStore", error.field)
            assertEquals("tokenStore: the token store failed: it raised IOException", error.message)
            assertFalse("hidden-text" in error.stackTraceToString())
            fails<ConfigurationException> { session(store).logOut() }
            Unit
        }

    @Test
    fun `a store that fails does not undo a login`() =
        runBlocking {
            val store =
                object : NotingStore() {
                    var failures = 1

                    override suspend fun save(tokens: Tokens) {
                        if (failures-- > 0) throw IOException()
                        super.save(tokens)
                    }
                }
            val session = session(store)
            val login = session.start()
            val user = session.finish(login.pending, sandbox.signIn(login.authorizeUrl))
            assertEquals(emptyList(), store.saved)
            user.me.get()
            assertEquals(1, store.saved.size)
        }

    @Test
    fun `a renewal under way does not bring a user back who logged out`() =
        runBlocking {
            val asked = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Unit>()
            val transport =
                FakeTransport { request ->
                    if (request.isToken) {
                        asked.complete(Unit)
                        go.await()
                        renewed(1)
                    } else {
                        json(BALANCE)
                    }
                }
            val store = MemoryTokenStore(spent())
            val session = session(store, ItoJapan(ItoJapanOptions(transport = transport)))
            val user = assertNotNull(session.restore())
            val call = async { runCatching { user.me.balance() } }
            asked.await()
            session.logOut()
            go.complete(Unit)
            assertEquals("session_ended", assertFailsWith<AuthenticationException> { call.await().getOrThrow() }.code)
            assertNull(store.load())
        }

    @Test
    fun `a renewal of an earlier login does not replace the tokens of a later one`() =
        runBlocking {
            val asked = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Unit>()
            val exchanges = AtomicInteger()
            val transport =
                FakeTransport { request ->
                    when {
                        !request.isToken -> {
                            json(BALANCE)
                        }

                        "grant_type=refresh_token" in request.body.decodeToString() -> {
                            asked.complete(Unit)
                            go.await()
                            renewed(1)
                        }

                        else -> {
                            renewed(100 + exchanges.incrementAndGet())
                        }
                    }
                }
            val store = NotingStore()
            store.save(spent())
            val session = session(store, ItoJapan(ItoJapanOptions(transport = transport)))
            val earlier = assertNotNull(session.restore())
            val call = async { runCatching { earlier.me.balance() } }
            asked.await()
            val login = session.start()
            val state = Regex("state=([^&]+)").find(login.authorizeUrl)!!.groupValues[1]
            val later = session.finish(login.pending, "${sandbox.redirectUri}?code=c&state=$state")
            go.complete(Unit)
            assertTrue(call.await().isFailure)
            assertEquals(later.tokens?.export()?.expose(), store.saved.last())
            assertEquals("access-101", later.tokens?.accessToken?.expose())
            assertSame(later, session.restore())
        }

    @Test
    fun `each login is another`() {
        val session = session()
        assertNotEquals(session.start().authorizeUrl, session.start().authorizeUrl)
    }
}
