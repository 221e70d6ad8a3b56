package jp.kaikei.internal

import jp.kaikei.ConfigurationException
import jp.kaikei.ErrorDetails
import jp.kaikei.InternalException
import jp.kaikei.InvalidRequestException
import jp.kaikei.KaikeiException
import jp.kaikei.Secret
import jp.kaikei.Sent
import jp.kaikei.exceptionOf
import jp.kaikei.internal.ffi.NativeException
import jp.kaikei.internal.ffi.NativeFailure
import kotlinx.serialization.json.JsonObject
import java.nio.Buffer
import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException
import java.time.Instant
import kotlin.time.Duration.Companion.milliseconds
import jp.kaikei.internal.ffi.InternalException as NativeFault

private const val FAULT = "a fault in kaikei's native library: please report it"

/** Does [work], which uses the native library: what that throws becomes an exception of this package. */
internal inline fun <T> native(
    names: FieldNames = FieldNames.ALL,
    work: () -> T,
): T =
    try {
        work()
    } catch (failed: NativeException.Failed) {
        throw failed.failure.toException(names)
    } catch (_: NativeFault) {
        throw InternalException(ErrorDetails(FAULT))
    } catch (malformed: CharacterCodingException) {
        throw notUnicode(null, malformed)
    } catch (missing: LinkageError) {
        throw ConfigurationException(ErrorDetails(missing(), cause = missing))
    }

internal fun missing(): String {
    val platform = "${System.getProperty("os.name")} on ${System.getProperty("os.arch")}"
    return "kaikei's native library for $platform cannot be loaded: see the package's README"
}

internal fun notUnicode(
    field: String?,
    cause: Throwable,
) = InvalidRequestException(
    ErrorDetails("${field ?: "a text"} holds half a character: it is no Unicode", field = field, cause = cause),
)

/** Bytes where the native library can look at them. */
internal inline fun <T> lent(
    bytes: ByteArray,
    use: (ByteBuffer) -> T,
): T {
    val direct = ByteBuffer.allocateDirect(bytes.size).put(bytes)
    // By the type that has `flip` in every version of Android.
    val buffer: Buffer = direct
    buffer.flip()
    try {
        return use(direct)
    } finally {
        // The native library has an address only: the buffer must live until here.
        buffer.clear()
    }
}

/** The native library reads UTF-8. */
internal fun JsonObject.toBytes(names: FieldNames): ByteArray =
    try {
        toString().encodeToByteArray(throwOnInvalidSequence = true)
    } catch (malformed: CharacterCodingException) {
        val field = entries.firstOrNull { (name, value) -> isHalf(name + value) }?.key
        throw notUnicode(field?.let(names::path), malformed)
    }

private fun isHalf(text: String): Boolean =
    runCatching {
        text.encodeToByteArray(throwOnInvalidSequence = true)
    }.isFailure

internal fun NativeFailure.toException(names: FieldNames): KaikeiException {
    val path = field?.let(names::path)
    // What this library says about parameters and settings names them as callers do. The gateway's words stay.
    val local = httpStatus == null && (kind == "invalid_request" || kind == "configuration")
    val details =
        ErrorDetails(
            message = if (local) inCamelCase(this, path) else text,
            code = code,
            field = path,
            httpStatus = httpStatus?.toInt(),
            apiCode = apiCode,
            requestId = requestId,
            retryAfter = retryAfter?.toLong()?.milliseconds,
            sent = sent?.let { Sent.valueOf(it.uppercase()) },
            reference = reference,
            raw = raw?.let(::Secret),
        )
    return exceptionOf(kind, details)
}

private val SNAKE = Regex("\\b[a-z]+(_[a-z]+)+\\b")

private fun inCamelCase(
    failure: NativeFailure,
    path: String?,
): String {
    val named = path != null && failure.text.startsWith(failure.field.orEmpty())
    val rest = if (named) failure.text.removePrefix(failure.field.orEmpty()) else failure.text
    // A setting's rule may name another setting; a parameter's rule names values, which stay.
    val told = if (failure.kind == "configuration") SNAKE.replace(rest) { camel(it.value) } else rest
    return if (named) path + told else told
}

/** Milliseconds since 1970; never before, and as late as a number holds. */
internal fun millis(instant: Instant): ULong =
    try {
        instant.toEpochMilli().coerceAtLeast(0).toULong()
    } catch (_: ArithmeticException) {
        if (instant.isBefore(Instant.EPOCH)) 0UL else Long.MAX_VALUE.toULong()
    }
