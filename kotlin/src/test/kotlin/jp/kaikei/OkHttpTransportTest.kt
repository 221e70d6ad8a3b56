package jp.kaikei

import jp.kaikei.support.BALANCE
import jp.kaikei.support.Loopback
import jp.kaikei.support.fails
import jp.kaikei.support.http
import jp.kaikei.support.user
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import okhttp3.Cookie
import okhttp3.CookieJar
import okhttp3.HttpUrl
import okhttp3.OkHttpClient
import org.junit.jupiter.api.Test
import java.net.ServerSocket
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

class OkHttpTransportTest {
    private fun request(
        url: String,
        method: String = "GET",
        body: String = "",
        headers: List<Header> = emptyList(),
        connect: Int = 10_000,
        most: Long = 1000,
    ) = HttpRequest(method, url, headers, body.encodeToByteArray(), connect.milliseconds, 30.seconds, most)

    private fun send(
        request: HttpRequest,
        client: OkHttpClient? = null,
    ): HttpResponse = runBlocking { (client?.let { OkHttpTransport(it) } ?: OkHttpTransport()).send(request) }

    private fun failure(request: HttpRequest) = assertFailsWith<TransportException> { send(request) }

    @Test
    fun `requests are sent as they are`() {
        Loopback { _, _ -> http("200 OK", "{}", "x-one: 1", "X-One: 2") }.use { server ->
            val answer = send(request("${server.url}/a%2Fb?c=%20", "POST", "{}", listOf(Header("x-key", "k"))))
            assertEquals(200, answer.status)
            assertEquals(listOf("1", "2"), answer.headers.filter { it.name.lowercase() == "x-one" }.map { it.value })
            val sent = server.requests.single()
            assertTrue(sent.startsWith("POST /a%2Fb?c=%20 HTTP/1.1\r\n"), sent)
            assertTrue("x-key: k\r\n" in sent && sent.endsWith("\r\n\r\n{}"), sent)
            assertFalse("gzip" in sent, sent)
        }
    }

    @Test
    fun `connections are used again`() {
        val answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\n{}"
        Loopback { _, _ -> answer }.use { server ->
            val transport = OkHttpTransport()
            repeat(3) { runBlocking { transport.send(request(server.url + "/")) } }
            assertEquals(3, server.requests.size)
            assertEquals(1, server.connections.get())
        }
    }

    @Test
    fun `a URL that would be changed is not sent`() {
        for (path in listOf("/users/../me", "/users/%2e%2e/me", "/users/.")) {
            val failure = failure(request("http://127.0.0.1:9$path"))
            assertEquals(Phase.SEND to Sent.NO, failure.phase to failure.sent)
        }
        assertEquals(Sent.NO, failure(request("no url")).sent)
        assertEquals(Sent.NO, failure(request("http://127.0.0.1:9/", headers = listOf(Header("x", "\n")))).sent)
    }

    @Test
    fun `nothing is repeated or followed`() {
        val answers =
            listOf(
                http("302 Found", "{}", "location: /elsewhere"),
                http("307 Temporary Redirect", "{}", "location: /elsewhere"),
                http("503 Service Unavailable", "{}", "retry-after: 0"),
                http("408 Request Timeout", "{}"),
                http("401 Unauthorized", "{}", "www-authenticate: Basic realm=x"),
                http("421 Misdirected Request", "{}"),
            )
        val client = OkHttpClient.Builder().authenticator { _, response -> response.request }.build()
        for (method in listOf("GET", "POST")) {
            for (answer in answers) {
                Loopback { _, _ -> answer }.use { server ->
                    val received = send(request(server.url + "/", method), client)
                    assertEquals(answer.substring(9, 12).toInt(), received.status)
                    assertEquals(1, server.requests.size)
                    assertEquals("retry-after: 0" in answer, received.headers.any { it.name == "retry-after" })
                }
            }
            // A connection that breaks after the request.
            Loopback { _, _ -> null }.use { server ->
                val failure = failure(request(server.url + "/", method))
                assertEquals(Phase.SEND to Sent.MAYBE, failure.phase to failure.sent)
                assertEquals(1, server.requests.size)
            }
        }
    }

    @Test
    fun `cookies are neither kept nor sent`() {
        val jar =
            object : CookieJar {
                override fun loadForRequest(url: HttpUrl): List<Cookie> = error("asked for cookies")

                override fun saveFromResponse(
                    url: HttpUrl,
                    cookies: List<Cookie>,
                ): Unit = error("given cookies")
            }
        Loopback { _, _ -> http("200 OK", "{}", "set-cookie: a=b") }.use { server ->
            assertEquals(200, send(request(server.url + "/"), OkHttpClient.Builder().cookieJar(jar).build()).status)
        }
    }

    @Test
    fun `long answers are cut, and broken ones told`() {
        Loopback { _, _ -> http("200 OK", "x".repeat(5000)) }.use { server ->
            assertEquals(1001, send(request(server.url + "/")).body.size)
        }
        Loopback { _, _ -> "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc" }.use { server ->
            val failure = failure(request(server.url + "/"))
            assertEquals(Phase.RECEIVE to Sent.YES, failure.phase to failure.sent)
        }
        Loopback { _, _ -> "nonsense\r\n\r\n" }.use { server ->
            assertEquals(Sent.MAYBE, failure(request(server.url + "/")).sent)
        }
    }

    @Test
    fun `without a connection nothing was sent`() {
        val port = ServerSocket(0).use { it.localPort }
        val refused = failure(request("http://127.0.0.1:$port/", "POST", "{}"))
        assertEquals(Phase.CONNECT to Sent.NO, refused.phase to refused.sent)
        ServerSocket(0).use { server ->
            thread { server.accept().use { it.getOutputStream().write("no TLS at all".encodeToByteArray()) } }
            val plain = failure(request("https://127.0.0.1:${server.localPort}/"))
            assertEquals(Phase.TLS to Sent.NO, plain.phase to plain.sent)
        }
    }

    @Test
    fun `a handshake that never ends counts as connecting`() {
        ServerSocket(0).use { server ->
            val failure = failure(request("https://127.0.0.1:${server.localPort}/", connect = 50))
            assertEquals(Phase.TIMEOUT to Sent.NO, failure.phase to failure.sent)
        }
    }

    @Test
    fun `cancelling a call closes its connection`() {
        val arrived = CompletableDeferred<Unit>()
        val closed = CountDownLatch(1)
        val server =
            Loopback { _, connection ->
                arrived.complete(Unit)
                if (connection.getInputStream().read() < 0) closed.countDown()
                null
            }
        server.use {
            runBlocking {
                val user = user(OkHttpTransport(), options = ItoJapanOptions(baseUrl = server.url))
                val call = launch { user.me.balance() }
                arrived.await()
                call.cancelAndJoin()
                closed.await()
                assertEquals(1, server.requests.size)
            }
        }
    }

    @Test
    fun `a time limit says how far it got`() {
        val latch = CountDownLatch(1)
        Loopback { _, connection ->
            connection
                .getOutputStream()
                .apply {
                    write(
                        http("200 OK", BALANCE).dropLast(5).encodeToByteArray(),
                    )
                }.flush()
            latch.await()
            null
        }.use { server ->
            runBlocking {
                val inner = OkHttpTransport()
                val user = user({ inner.send(it) }, options = ItoJapanOptions(baseUrl = server.url))
                val options = CallOptions(attemptTimeout = 500.milliseconds, maxRetries = 0)
                assertEquals(Sent.YES, fails<TimeoutExceededException> { user.me.balance(options) }.sent)
            }
            latch.countDown()
        }
    }
}
