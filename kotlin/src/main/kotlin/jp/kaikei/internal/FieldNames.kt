package jp.kaikei.internal

/** The settings of a call, which an error may name instead of a parameter. */
private val SETTINGS =
    setOf("attempt_timeout", "connect_timeout", "max_retries", "idempotency_key", "token_store", "access_key") +
        setOf("secret_key", "merchant_client_id", "merchant_client_secret", "base_url")

/**
 * How the fields that an error names are called here.
 *
 * @property snake Those whose names differ; null for all.
 * @property free Below these, names are the caller's own.
 */
internal class FieldNames(
    private val snake: Set<String>?,
    private val free: Set<String>,
) {
    /** `data.card_number` becomes `data.cardNumber`. */
    fun path(wire: String): String {
        var isFree = false
        return wire.split('.').joinToString(".") { part ->
            val name = part.substringBefore('[')
            val known = snake == null || name in snake || name in SETTINGS
            val here = if (known && !isFree) camel(part) else part
            isFree = isFree || name in free
            here
        }
    }

    companion object {
        val ALL = FieldNames(null, emptySet())
        val NONE = FieldNames(emptySet(), emptySet())
    }
}

private val WORD = Regex("_([^_])")

/** `customer_email` becomes `customerEmail`. */
internal fun camel(snake: String): String = WORD.replace(snake) { it.groupValues[1].uppercase() }
