package jp.kaikei

import jp.kaikei.internal.FieldNames
import jp.kaikei.internal.bool
import jp.kaikei.internal.date
import jp.kaikei.internal.decimal
import jp.kaikei.internal.decode
import jp.kaikei.internal.ffi.NativeEvent
import jp.kaikei.internal.members
import jp.kaikei.internal.native
import jp.kaikei.internal.optional
import jp.kaikei.internal.required
import jp.kaikei.internal.text
import jp.kaikei.internal.toBytes
import jp.kaikei.internal.whole
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import java.math.BigDecimal
import java.time.Instant
import java.time.LocalDate

/** A payment notification whose signature was verified: only a [WebhookVerifier] makes one. */
public class WebhookEvent internal constructor(
    internal val native: NativeEvent,
    fields: JsonObject,
) {
    /** The body's code, 200 for a completed payment. */
    public val code: Long? = fields.optional("code", ::whole)

    /** The body's status, `ok` for a completed payment. */
    public val status: String = fields.required("status", ::text)

    /** The gateway's id of the payment. */
    public val paymentId: String = fields.required("payment_id", ::text)

    /** The gateway's transaction number. */
    public val transaction: String = fields.required("transaction", ::text)

    /** What the buyer paid, in the currency's main unit. */
    public val amount: BigDecimal = fields.required("amount", ::decimal)

    /** The gateway's fee, in the same currency. */
    public val charge: BigDecimal? = fields.optional("charge", ::decimal)

    /** The currency's code. */
    public val currency: String = fields.required("currency", ::text)

    /** The merchant's own id of the order. */
    public val custom: String = fields.required("custom", ::text)

    /** The day of the payment, without a time zone. */
    public val date: LocalDate? = fields.optional("date", ::date)

    /** The name of the secret that verified it. */
    public val verifiedBy: String = fields.required("verified_by", ::text)

    /** The time that was signed, to the second. */
    public val timestamp: Instant = Instant.ofEpochSecond(fields.required("timestamp", ::whole))

    /** Whether it reports a completed payment: status `ok`, and code absent or 2xx. */
    public val isOk: Boolean = fields.required("is_ok", ::bool)

    /** The key to recognise repeats by: gateway, payment id, transaction and status. The gateway sends no event id. */
    public val key: String = fields.required("key", ::text)

    /** The fields that this version does not know. */
    public val unknown: JsonObject = fields.required("unknown", ::members)

    /** What to keep of this event once it was handled, under its [key], in the same transaction as the delivery. */
    public val fingerprint: Fingerprint = fields.required("fingerprint") { readFingerprint(members(it)) }

    /** The body, as received. */
    public val raw: Secret
        get() = native { Secret(native.raw()) }

    override fun toString(): String = "WebhookEvent($key)"

    internal companion object {
        fun of(native: NativeEvent): WebhookEvent = decode(native.fields()) { WebhookEvent(native, it) }
    }
}

/** What to keep of an event that was handled. */
public data class Fingerprint(
    /** The event's `key`. */
    public val key: String,
    /** The amount that was paid. */
    public val amount: BigDecimal,
    /** Its currency. */
    public val currency: String,
    /** The merchant's own id of the order. */
    public val custom: String,
) {
    /**
     * Compares a new event with this one.
     *
     * @throws ConflictException if it is the same payment with other data: somebody must look at it.
     */
    public fun compare(event: WebhookEvent): Repeat {
        val earlier =
            buildJsonObject {
                put("key", key)
                put("amount", text(amount))
                put("currency", currency)
                put("custom", custom)
            }
        return native { if (event.native.repeats(earlier.toBytes(FieldNames.ALL))) Repeat.SAME else Repeat.NEW }
    }
}

/** What a new event is to an earlier one. */
public enum class Repeat {
    /** Another event, to be handled. */
    NEW,

    /** The same again, to be answered with 200 and nothing else. */
    SAME,
}

private fun readFingerprint(json: JsonObject) =
    Fingerprint(
        json.required("key", ::text),
        json.required("amount", ::decimal),
        json.required("currency", ::text),
        json.required("custom", ::text),
    )
