// Members of JSON objects, between this package's types and the native library's.
package jp.kaikei.internal

import jp.kaikei.ErrorDetails
import jp.kaikei.InternalException
import jp.kaikei.Secret
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put
import java.math.BigDecimal
import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import java.time.format.DateTimeFormatter
import java.time.format.ResolverStyle
import java.util.Locale
import kotlin.math.abs

/** Zeros that are written out; the native library refuses amounts with as many digits. */
private const val LONGEST_AMOUNT = 100

private val DAY = DateTimeFormatter.ofPattern("dd-MM-uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT)

/** Reads what the native library wrote. What is wrong there is a fault of this package. */
internal fun <T> decode(
    text: String,
    read: (JsonObject) -> T,
): T {
    val cause: Exception
    try {
        return read(Json.parseToJsonElement(text).jsonObject)
    } catch (problem: IllegalArgumentException) {
        cause = problem
    } catch (problem: DateTimeException) {
        cause = problem
    }
    // Not its text, which quotes the answer.
    throw InternalException(ErrorDetails("the native library's answer is not understood: ${nameOf(cause)}"))
}

internal fun <T : Any> JsonObject.optional(
    name: String,
    read: (JsonElement) -> T,
): T? = get(name)?.takeUnless { it is JsonNull }?.let(read)

internal fun <T : Any> JsonObject.required(
    name: String,
    read: (JsonElement) -> T,
): T = requireNotNull(optional(name, read)) { name }

internal fun text(json: JsonElement): String = json.jsonPrimitive.also { require(it.isString) }.content

internal fun whole(json: JsonElement): Long = json.jsonPrimitive.long

internal fun bool(json: JsonElement): Boolean = json.jsonPrimitive.boolean

internal fun decimal(json: JsonElement): BigDecimal = BigDecimal(text(json))

internal fun instant(json: JsonElement): Instant = Instant.parse(text(json))

internal fun date(json: JsonElement): LocalDate = LocalDate.parse(text(json), DAY)

internal fun secret(json: JsonElement): Secret = Secret(text(json))

internal fun members(json: JsonElement): JsonObject = json.jsonObject

internal fun <T> list(
    json: JsonElement,
    read: (JsonElement) -> T,
): List<T> = json.jsonArray.map(read)

/** Digits only: an exponent is no amount, and would be refused if it were written out in a thousand zeros. */
internal fun text(amount: BigDecimal): String =
    if (abs(amount.scale()) <= LONGEST_AMOUNT) amount.toPlainString() else amount.toString()

internal fun text(day: LocalDate): String = DAY.format(day)

internal fun text(at: Instant): String = at.toString()

/** One variant of several: `{"payment_type": "card", "data": {…}}`. */
internal fun tagged(
    tag: String,
    value: String,
    content: String,
    data: JsonObject,
): JsonObject =
    buildJsonObject {
        put(tag, value)
        put(content, data)
    }
