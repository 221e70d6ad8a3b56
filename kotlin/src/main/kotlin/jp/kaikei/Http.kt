package jp.kaikei

import jp.kaikei.internal.Progress
import java.io.IOException
import kotlin.time.Duration

/**
 * Sends HTTP requests: [OkHttpTransport], or your own client. It sends each request exactly once, repeats nothing,
 * follows no redirect, verifies TLS, and minds cancellation: the coroutine is cancelled when the caller gives up or the
 * time is over.
 */
public fun interface HttpTransport {
    /**
     * Sends a request and returns its answer, whatever the status. What fails is a [TransportException], which says how
     * far it got; after anything else that is thrown, the request counts as perhaps sent.
     */
    public suspend fun send(request: HttpRequest): HttpResponse
}

/**
 * A header. Its value is not shown by `toString`.
 *
 * @property name In any case.
 */
public data class Header(
    public val name: String,
    public val value: String,
) {
    override fun toString(): String = name
}

/** A request to send once. Headers and body are secret, and not shown by `toString`. */
public class HttpRequest(
    /** `GET` or another method. */
    public val method: String,
    /** The absolute URL. Send it as it is. */
    public val url: String,
    /** Names in lower case, values of visible ASCII. */
    public val headers: List<Header>,
    /** The body's bytes; empty for none. */
    public val body: ByteArray,
    /** For connecting, TLS included. */
    public val connectTimeout: Duration,
    /** For the whole try. It is also kept by who calls the transport. */
    public val attemptTimeout: Duration,
    /** Stop reading the answer past this many bytes, and hand over what was read. */
    public val maxAnswer: Long,
) {
    internal val progress = Progress()

    override fun toString(): String = "HttpRequest($method ${url.substringBefore('?')}, ${body.size} bytes)"
}

/** An answer, whole. Headers and body may be secret, and are not shown by `toString`. */
public class HttpResponse(
    /** The status code. */
    public val status: Int,
    /** The headers, as received. */
    public val headers: List<Header>,
    /** The body's bytes. */
    public val body: ByteArray,
) {
    override fun toString(): String = "HttpResponse($status, ${body.size} bytes)"
}

/** How far a try got before it failed. */
public enum class Phase {
    /** No connection was made. */
    CONNECT,

    /** TLS failed: the certificate, most often. */
    TLS,

    /** The request was being sent, or no answer began. */
    SEND,

    /** The answer broke off. */
    RECEIVE,

    /** It took too long. */
    TIMEOUT,

    /** Somebody other than the caller ended it. */
    CANCELLED,
}

/** What an [HttpTransport] throws. Put no header and no body into the message. */
public class TransportException(
    /** How far the try got. */
    public val phase: Phase,
    /** Whether bytes of the request may have left this machine. */
    public val sent: Sent,
    message: String,
    cause: Throwable? = null,
) : IOException(message, cause)
