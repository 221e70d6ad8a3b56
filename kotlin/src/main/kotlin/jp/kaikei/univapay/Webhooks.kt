package jp.kaikei.univapay

import jp.kaikei.Header
import jp.kaikei.Secret
import jp.kaikei.WebhookException
import jp.kaikei.internal.decode
import jp.kaikei.internal.ffi.NativeHeader
import jp.kaikei.internal.ffi.verifyEvent
import jp.kaikei.internal.instant
import jp.kaikei.internal.lent
import jp.kaikei.internal.native
import jp.kaikei.internal.optional
import jp.kaikei.internal.required
import jp.kaikei.internal.text
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import java.time.Instant
import jp.kaikei.internal.ffi.testWebhook as nativeTestWebhook

/**
 * Verifies webhooks of UnivaPay. Make it once, use it often, from any thread. The tokens are never shown.
 *
 * The gateway signs nothing: it proves itself by the `authToken` that the webhook was created with. So create every
 * webhook with a long random one.
 *
 * Answer within 3 seconds, and with [TAKEN] or [NOT_NOW] only. The gateway switches a webhook off for good when it is
 * answered with 3xx, 4xx, 500, 501 or 502. So verify the event, put it into a queue or table of your own, answer, and do the
 * rest afterwards. A webhook that was switched off is made `active` again by `webhooks.update`.
 *
 * @param authTokens Every token in use, while one is being rotated. `Bearer` may stand before each.
 * @throws jp.kaikei.ConfigurationException if there is none, or one is empty.
 */
public class WebhookVerifier(
    authTokens: List<Secret>,
) {
    private val authTokens = authTokens.toList()

    init {
        try {
            verify(emptyList(), ByteArray(0))
        } catch (_: WebhookException) {
            // What is wrong with the tokens would have shown first.
        }
    }

    /** With the only token. */
    public constructor(authToken: Secret) : this(listOf(authToken))

    /**
     * Verifies a webhook from all of its request's headers and its raw body, before any parsing.
     *
     * @throws jp.kaikei.WebhookException if a check fails; its `code` is the reason. Answer it with [NOT_NOW], never with
     * 401 or 403: if a wrong token is configured here, that would switch the webhook off.
     */
    public fun verify(
        headers: List<Header>,
        body: ByteArray,
    ): Event =
        native {
            val tokens = authTokens.map(Secret::expose)
            val fields = lent(body) { verifyEvent(tokens, headers.map { NativeHeader(it.name, it.value) }, it) }
            decode(fields) { Event(it, Secret(String(body, Charsets.UTF_8))) }
        }

    /** The same with the headers as web frameworks have them. */
    public fun verify(
        headers: Map<String, List<String>>,
        body: ByteArray,
    ): Event = verify(headers.flatMap { (name, values) -> values.map { Header(name, it) } }, body)

    override fun toString(): String = "WebhookVerifier"

    /** What a webhook is answered with. */
    public companion object {
        /** The HTTP status when an event was taken, also one that repeats another or means nothing to you. */
        public const val TAKEN: Int = 200

        /** The HTTP status when an event was not taken: it did not verify, or your queue is down. The webhook stays active. */
        public const val NOT_NOW: Int = 503
    }
}

/** An event that was verified: only a [WebhookVerifier] makes one. */
public class Event internal constructor(
    fields: JsonObject,
    /** The body, as received. */
    public val raw: Secret,
) {
    /** The delivery's id; null in the older form `{"event", "data"}`. */
    public val id: String? = fields.optional("id", ::text)

    /** What happened. */
    public val event: EventType = fields.required("event") { EventType(text(it)) }

    /** The event's name as sent: some events are spelled in two ways. */
    public val name: String = fields.required("name", ::text)

    /** When the event was created; null in the older form. */
    public val createdOn: Instant? = fields.optional("created_on", ::instant)

    /** What [data] is: `charge`, `token` and so on; `other` of what this version does not know. */
    public val dataType: String = fields.required("data_type", ::text)

    /** What the event is about, as it was then. Events may overtake each other: read it anew if its state matters. */
    public val data: EventData = readEventData(dataType, fields["data"] ?: JsonNull)

    /**
     * What to recognise a repeated delivery by: the [id], or `sha256:` and a hash of the event's name and data. Keep it in the
     * same transaction as what you do about the event. Events of the older form that say the same cannot be told apart.
     */
    public val dedupeKey: String = fields.required("dedupe_key", ::text)

    override fun toString(): String = "Event($name, $dedupeKey)"
}

/** A webhook to send to your own server in a test. */
public class TestWebhook internal constructor(
    /** Its headers. The token is in them. */
    public val headers: List<Header>,
    /** Its body. */
    public val body: ByteArray,
) {
    override fun toString(): String = "TestWebhook(${body.size} bytes)"
}

/**
 * Makes the webhook that the gateway would send, for tests. Without [id] and [createdOn] it has the older form.
 *
 * @param data What the event is about, as JSON.
 * @throws jp.kaikei.InvalidRequestException if a part is wrong; `field` names it.
 */
public fun testWebhook(
    authToken: Secret,
    event: EventType,
    data: String,
    id: String? = null,
    createdOn: Instant? = null,
): TestWebhook {
    val body = native { nativeTestWebhook(authToken.expose(), event.value, data, id, createdOn?.let(::text)) }
    val headers = listOf(Header("Content-Type", "application/json"), Header("Authorization", authToken.expose()))
    return TestWebhook(headers, body.encodeToByteArray())
}
