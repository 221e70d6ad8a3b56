package jp.kaikei

import jp.kaikei.support.NotingStore
import jp.kaikei.support.fails
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals

/** Against an OAuth server that is not ours: tests/e2e/README.md. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcTest {
    private val folder = File("../tests/e2e")
    private val server = node("oidc/server.mjs")
    private val facts: JsonObject = Json.parseToJsonElement(server.inputStream.bufferedReader().readLine()).jsonObject
    private val redirectUri = "http://127.0.0.1:1/callback"

    @AfterAll
    fun stop() {
        server.destroy()
        server.waitFor()
    }

    private fun fact(name: String) = facts.getValue(name).jsonPrimitive.content

    private fun node(vararg arguments: String): Process =
        ProcessBuilder("node", *arguments)
            .directory(folder)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()

    /** Plays the user, and returns where the browser is sent back to. */
    private fun walk(
        authorizeUrl: String,
        vararg options: String,
    ): String = node("oidc/walk.mjs", authorizeUrl, *options).inputStream.bufferedReader().readLine()

    /** Ends an access token before its time. */
    private fun revoke(token: Secret) {
        val body = HttpRequest.BodyPublishers.ofString("""{"access_token":"${token.expose()}"}""")
        val request =
            HttpRequest
                .newBuilder(
                    URI(fact("revoke_url")),
                ).POST(body)
                .header("content-type", "application/json")
        val answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding())
        assertEquals(200, answer.statusCode())
    }

    private fun session(store: TokenStore = MemoryTokenStore()) =
        LoginSession(
            ItoJapan(ItoJapanOptions(baseUrl = fact("ito_base_url"))),
            fact("public_client_id"),
            redirectUri,
            tokenStore = store,
        )

    @Test
    fun `a user signs in, and the session renews itself`() =
        runBlocking {
            val store = NotingStore()
            val session = session(store)
            val login = session.start()
            val user = session.finish(login.pending, walk(login.authorizeUrl))
            assertEquals("user1@sandbox.test", user.me.get().email)
            val first = user.tokens!!
            revoke(first.accessToken)
            val both = List(2) { async { user.me.get() } }.awaitAll()
            assertEquals(listOf("user1@sandbox.test", "user1@sandbox.test"), both.map { it.email })
            assertNotEquals(first.refreshToken, user.tokens?.refreshToken)
            assertEquals(2, store.saved.size)
            assertEquals(
                "user1@sandbox.test",
                session(store)
                    .restore()
                    ?.me
                    ?.get()
                    ?.email,
            )
        }

    @Test
    fun `a user who denies`() =
        runBlocking {
            val session = session()
            val login = session.start()
            val back = walk(login.authorizeUrl, "--deny")
            assertEquals("access_denied", fails<OauthException> { session.finish(login.pending, back) }.code)
        }

    @Test
    fun `a merchant reads a balance`() =
        runBlocking {
            val options =
                ItoJapanOptions(
                    baseUrl = fact("ito_base_url"),
                    merchantClientId = fact("merchant_client_id"),
                    merchantClientSecret = Secret(fact("merchant_client_secret")),
                )
            val balance = ItoJapan(options).users.balance(jp.kaikei.ito.UserBalance(fact("user_id")))
            val expected = facts.getValue("user_balance").jsonObject
            assertEquals(expected.getValue("balance").jsonPrimitive.content, "${balance.balance}")
        }
}
