package jp.kaikei

import jp.kaikei.internal.ffi.NativeHeader
import jp.kaikei.internal.ffi.NativeNamedSecret
import jp.kaikei.internal.ffi.NativeVerifier
import jp.kaikei.internal.lent
import jp.kaikei.internal.millis
import jp.kaikei.internal.native
import java.time.Instant
import kotlin.time.Duration
import jp.kaikei.internal.ffi.signWebhook as nativeSignWebhook

/**
 * Verifies webhooks. Make it once, use it often, from any thread. Its secrets are never shown.
 *
 * @param secrets Every active webhook secret by name, while one is being rotated.
 * @param tolerance How far the timestamp may be from now, on both sides; null for 300 seconds.
 * @throws ConfigurationException if there is no secret, or one is empty.
 */
public class WebhookVerifier(
    secrets: Map<String, Secret>,
    tolerance: Duration? = null,
) {
    private val native: NativeVerifier

    /** With the only webhook secret. */
    public constructor(secret: Secret, tolerance: Duration? = null) : this(mapOf("default" to secret), tolerance)

    init {
        val named = secrets.map { (name, secret) -> NativeNamedSecret(name, secret.expose()) }
        if (tolerance != null && tolerance.isNegative()) {
            throw ConfigurationException(ErrorDetails("tolerance must not be negative", field = "tolerance"))
        }
        native = native { NativeVerifier(named, tolerance?.inWholeMilliseconds?.toULong()) }
    }

    /**
     * Verifies a webhook from all of its request's headers and its raw body, before any parsing.
     *
     * @throws WebhookException if a check fails: answer it with 403. Its `code` is the reason.
     */
    public fun verify(
        headers: List<Header>,
        body: ByteArray,
        now: Instant = Instant.now(),
    ): WebhookEvent {
        val given = headers.map { NativeHeader(it.name, it.value) }
        return native { WebhookEvent.of(lent(body) { native.verify(given, it, millis(now)) }) }
    }

    /** The same with the headers as web frameworks have them. */
    public fun verify(
        headers: Map<String, List<String>>,
        body: ByteArray,
        now: Instant = Instant.now(),
    ): WebhookEvent = verify(listed(headers), body, now)

    /** Says why a webhook fails, for developers; never for the answer to the gateway. Shows no secret. */
    public fun explain(
        headers: List<Header>,
        body: ByteArray,
        now: Instant = Instant.now(),
    ): Explanation {
        val timestamp = single(headers, "x-timestamp")
        val signature = single(headers, "x-signature")
        if (timestamp == null || signature == null) return explainHeaders(headers, body, now)
        val found = native { lent(body) { native.explain(timestamp, signature, it, millis(now)) } }
        return Explanation(found.valid, found.reason, found.findings.map { Finding(it.code, it.text) })
    }

    /** The same with the headers as web frameworks have them. */
    public fun explain(
        headers: Map<String, List<String>>,
        body: ByteArray,
        now: Instant = Instant.now(),
    ): Explanation = explain(listed(headers), body, now)

    /** Headers that are missing, or there twice, fail before anything else is looked at. */
    private fun explainHeaders(
        headers: List<Header>,
        body: ByteArray,
        now: Instant,
    ): Explanation {
        try {
            verify(headers, body, now)
        } catch (refused: WebhookException) {
            val code = refused.code ?: refused.kind
            val message = refused.message.orEmpty() + refused.field?.let { ": $it" }.orEmpty()
            return Explanation(false, code, listOf(Finding(code, message)))
        }
        throw InternalException(ErrorDetails("a webhook verified without its headers"))
    }

    override fun toString(): String = "WebhookVerifier"
}

/** What [WebhookVerifier.explain] found. */
public data class Explanation(
    /** Whether the webhook verifies. */
    public val isValid: Boolean,
    /** The reason of the first failed check, as in the exception's `code`. */
    public val reason: String?,
    /** What is probably wrong, most likely first; empty if it verifies. */
    public val findings: List<Finding>,
)

/** One thing that is probably wrong. */
public data class Finding(
    /** A name for programs. */
    public val code: String,
    /** A sentence for people. */
    public val message: String,
)

/**
 * Signs a webhook's raw body as the gateway does, for tests.
 *
 * @return its two headers.
 */
public fun signWebhook(
    secret: Secret,
    body: ByteArray,
    timestamp: Instant = Instant.now(),
): List<Header> {
    val signed = native { lent(body) { nativeSignWebhook(secret.expose(), millis(timestamp) / 1000UL, it) } }
    return listOf(Header("x-timestamp", signed.xTimestamp), Header("x-signature", signed.xSignature))
}

private fun listed(headers: Map<String, List<String>>): List<Header> =
    headers.flatMap { (name, values) -> values.map { Header(name, it) } }

private fun single(
    headers: List<Header>,
    name: String,
): String? = headers.filter { it.name.equals(name, ignoreCase = true) }.singleOrNull()?.value
