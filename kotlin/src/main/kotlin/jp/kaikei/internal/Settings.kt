package jp.kaikei.internal

import jp.kaikei.CallOptions
import jp.kaikei.ItoJapanOptions
import jp.kaikei.KeyedCallOptions
import jp.kaikei.UnivaPayOptions
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import kotlin.time.Duration
import kotlin.time.DurationUnit

internal fun ItoJapanOptions.toWire(): JsonObject =
    buildJsonObject {
        baseUrl?.let { put("base_url", it) }
        accessKey?.let { put("access_key", it.expose()) }
        secretKey?.let { put("secret_key", it.expose()) }
        profile?.let { put("profile", it.wire) }
        merchantClientId?.let { put("merchant_client_id", it) }
        merchantClientSecret?.let { put("merchant_client_secret", it.expose()) }
        merchantScopes?.let { put("merchant_scopes", texts(it)) }
        checkoutHosts?.let { put("checkout_hosts", texts(it)) }
        authorizePath?.let { put("authorize_path", it) }
        tokenPath?.let { put("token_path", it) }
        putLimits(timeout, attemptTimeout, connectTimeout, maxRetries)
    }

internal fun UnivaPayOptions.toWire(): JsonObject =
    buildJsonObject {
        put("jwt", jwt.expose())
        secret?.let { put("secret", it.expose()) }
        baseUrl?.let { put("base_url", it) }
        origin?.let { put("origin", it) }
        checkParameters?.let { put("check_parameters", it) }
        putLimits(timeout, attemptTimeout, connectTimeout, maxRetries)
    }

internal fun CallOptions.toWire(): JsonObject =
    buildJsonObject { putLimits(timeout, attemptTimeout, connectTimeout, maxRetries) }

internal fun KeyedCallOptions.toWire(): JsonObject =
    buildJsonObject {
        putLimits(timeout, attemptTimeout, connectTimeout, maxRetries)
        idempotencyKey?.let { put("idempotency_key", it) }
    }

private fun JsonObjectBuilder.putLimits(
    timeout: Duration?,
    attemptTimeout: Duration?,
    connectTimeout: Duration?,
    maxRetries: Int?,
) {
    timeout?.let { put("timeout", seconds(it)) }
    attemptTimeout?.let { put("attempt_timeout", seconds(it)) }
    connectTimeout?.let { put("connect_timeout", seconds(it)) }
    maxRetries?.let { put("max_retries", it) }
}

/** JSON has no infinity: a number that is too large for every rule stands for it. */
private fun seconds(duration: Duration): Double = duration.toDouble(DurationUnit.SECONDS).coerceIn(-1e300, 1e300)

private fun texts(list: List<String>) = JsonArray(list.map(::JsonPrimitive))
