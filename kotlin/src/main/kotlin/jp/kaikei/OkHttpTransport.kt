package jp.kaikei

import jp.kaikei.internal.Progress
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import okhttp3.Authenticator
import okhttp3.Call
import okhttp3.Callback
import okhttp3.CookieJar
import okhttp3.Dispatcher
import okhttp3.Headers
import okhttp3.HttpUrl.Companion.toHttpUrlOrNull
import okhttp3.Interceptor
import okhttp3.MediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody
import okhttp3.Response
import okio.BufferedSink
import java.io.IOException
import java.util.concurrent.SynchronousQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLException
import kotlin.time.Duration

/**
 * Sends requests through OkHttp, whose proxies, certificates and connections it uses. Of [client] it keeps everything but
 * what would repeat or change a request: redirects, repeating after a broken connection, authenticators, cookies, the
 * cache, and its time limits, which come with each request.
 */
public class OkHttpTransport(
    client: OkHttpClient = ownClient,
) : HttpTransport {
    private val client: OkHttpClient =
        client
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .authenticator(Authenticator.NONE)
            .cookieJar(CookieJar.NO_COOKIES)
            .cache(null)
            .callTimeout(0, TimeUnit.MILLISECONDS)
            .connectTimeout(0, TimeUnit.MILLISECONDS)
            .readTimeout(0, TimeUnit.MILLISECONDS)
            .writeTimeout(0, TimeUnit.MILLISECONDS)
            .addInterceptor(Begun)
            .addNetworkInterceptor(Connected)
            .build()

    override suspend fun send(request: HttpRequest): HttpResponse =
        coroutineScope {
            val sending = SendingCall(request)
            val call = client.newCall(sending.outgoing())
            val connecting = launch { sending.limitConnecting(request.connectTimeout) }
            try {
                call.enqueue(sending)
                sending.ending.await()
            } finally {
                connecting.cancel()
                // Ends what is under way. After an answer it changes nothing.
                call.cancel()
            }
        }

    internal companion object {
        /** Its threads keep no program alive. */
        private val ownClient: OkHttpClient by lazy {
            val threads =
                ThreadPoolExecutor(0, Int.MAX_VALUE, 60, TimeUnit.SECONDS, SynchronousQueue()) { work ->
                    Thread(work, "kaikei").apply { isDaemon = true }
                }
            // How much goes on at once is the application's decision.
            val dispatcher = Dispatcher(threads).apply { maxRequests = 1024 }
            dispatcher.maxRequestsPerHost = dispatcher.maxRequests
            OkHttpClient.Builder().dispatcher(dispatcher).build()
        }

        /** That of all clients without a transport of their own. */
        val shared: OkHttpTransport by lazy { OkHttpTransport(ownClient) }
    }
}

/** One request on its way through OkHttp. */
private class SendingCall(
    private val request: HttpRequest,
) : Callback {
    val ending = CompletableDeferred<HttpResponse>()
    private val progress: Progress = request.progress

    /** OkHttp may let a call wait for others: that is not connecting. */
    val begun = CompletableDeferred<Unit>()

    @Volatile
    private var headers: Headers? = null

    fun outgoing(): Request {
        progress.connecting()
        val url = request.url.toHttpUrlOrNull() ?: throw unsent("the URL is not valid")
        // OkHttp resolves dots, which would ask for something else.
        val given = request.url.substringAfter("://").dropWhile { it != '/' }
        if (given != url.encodedPath + url.encodedQuery?.let { "?$it" }.orEmpty()) {
            throw unsent("the URL would not be sent as it is")
        }
        val builder = Request.Builder().url(url).tag(SendingCall::class.java, this)
        try {
            request.headers.forEach { builder.addHeader(it.name, it.value) }
        } catch (_: IllegalArgumentException) {
            throw unsent("a header is not visible ASCII")
        }
        // OkHttp would ask for gzip by itself.
        if (request.headers.none { it.name.equals("accept-encoding", ignoreCase = true) }) {
            builder.addHeader("accept-encoding", "identity")
        }
        val body = OneShot(request.body).takeIf { request.body.isNotEmpty() || request.method in WITH_BODY }
        return builder.method(request.method, body).build()
    }

    suspend fun limitConnecting(limit: Duration) {
        begun.await()
        delay(limit)
        if (progress.endConnecting()) {
            ending.completeExceptionally(TransportException(Phase.TIMEOUT, Sent.NO, "connecting took too long"))
        }
    }

    override fun onFailure(
        call: Call,
        e: IOException,
    ) {
        val sent = progress.sent
        val (phase, what) =
            when {
                sent != Sent.NO -> Phase.SEND to "the connection broke before an answer came"
                e is SSLException -> Phase.TLS to "the gateway's TLS certificate was not accepted"
                else -> Phase.CONNECT to "no connection to the gateway"
            }
        ending.completeExceptionally(TransportException(phase, sent, "$what (${e.javaClass.simpleName})", e))
    }

    override fun onResponse(
        call: Call,
        response: Response,
    ) {
        try {
            ending.complete(response.use(::read))
        } catch (problem: IOException) {
            val what = "the answer broke off (${problem.javaClass.simpleName})"
            ending.completeExceptionally(TransportException(Phase.RECEIVE, Sent.YES, what, problem))
        } catch (problem: Throwable) {
            // An interceptor of the application's client, on a thread whose errors end an Android app.
            val what = "the answer could not be read (${problem.javaClass.simpleName})"
            ending.completeExceptionally(TransportException(Phase.RECEIVE, Sent.YES, what, problem))
        }
    }

    private fun read(response: Response): HttpResponse {
        val source = response.body.source()
        source.request(request.maxAnswer + 1)
        val body = source.buffer.readByteArray(minOf(source.buffer.size, request.maxAnswer + 1))
        val headers = (headers ?: response.headers).map { (name, value) -> Header(name, value) }
        return HttpResponse(response.code, headers, body)
    }

    /** Writes the request and reads the answer's head. Once only: OkHttp repeats a 503 that says `Retry-After: 0`. */
    fun exchange(chain: Interceptor.Chain): Response {
        if (!request.progress.sending()) throw IOException("the request has ended")
        val response = chain.proceed(chain.request())
        request.progress.answering()
        headers = response.headers
        return response.newBuilder().removeHeader("Retry-After").build()
    }

    private fun unsent(message: String) = TransportException(Phase.SEND, Sent.NO, message)
}

/** Methods for which HTTP, and OkHttp, want a body even if it is empty. */
private val WITH_BODY = setOf("POST", "PUT", "PATCH")

/** A body that OkHttp may write once only. The media type is among the headers. */
private class OneShot(
    private val bytes: ByteArray,
) : RequestBody() {
    override fun contentType(): MediaType? = null

    override fun contentLength(): Long = bytes.size.toLong()

    override fun isOneShot(): Boolean = true

    override fun writeTo(sink: BufferedSink) {
        sink.write(bytes)
    }
}

private val Interceptor.Chain.sending: SendingCall?
    get() = request().tag(SendingCall::class.java)

/** On OkHttp's thread, before a connection is looked for. */
private object Begun : Interceptor {
    override fun intercept(chain: Interceptor.Chain): Response {
        chain.sending?.begun?.complete(Unit)
        return chain.proceed(chain.request())
    }
}

/** With a connection, before anything is written to it. */
private object Connected : Interceptor {
    override fun intercept(chain: Interceptor.Chain): Response {
        val sending = chain.sending ?: return chain.proceed(chain.request())
        return sending.exchange(chain)
    }
}
