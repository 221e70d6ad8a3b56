package jp.kaikei.conformance

import jp.kaikei.Confirmation
import jp.kaikei.ErrorDetails
import jp.kaikei.Header
import jp.kaikei.PendingLogin
import jp.kaikei.Secret
import jp.kaikei.WebhookEvent
import jp.kaikei.WebhookVerifier
import jp.kaikei.exceptionOf
import jp.kaikei.internal.FieldNames
import jp.kaikei.internal.ffi.errorKinds
import jp.kaikei.internal.native
import jp.kaikei.ito.CreatePayment
import jp.kaikei.ito.Order
import jp.kaikei.pkce
import jp.kaikei.signRequest
import jp.kaikei.signWebhook
import jp.kaikei.univapay.Event
import jp.kaikei.univapay.EventType
import jp.kaikei.univapay.Money
import jp.kaikei.univapay.testWebhook
import jp.kaikei.univapay.toWire
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.double
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put
import java.time.Instant
import java.util.Base64
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration.Companion.seconds
import jp.kaikei.internal.ffi.signRequest as nativeSignRequest
import jp.kaikei.univapay.WebhookVerifier as UnivaPayVerifier

/** Members of a reply beside `ok` and `error`. */
typealias Reply = MutableMap<String, JsonElement>

suspend fun function(
    name: String,
    given: JsonObject,
    clients: ConcurrentHashMap<String, Opened>,
    reply: Reply,
): JsonElement =
    when (name) {
        "sign_request" -> {
            sign(given)
        }

        "webhook_verify" -> {
            val event = verified(given)
            reply["raw"] = JsonPrimitive(event.raw.expose())
            fields(event)
        }

        "webhook_explain" -> {
            explain(given)
        }

        "webhook_sign" -> {
            val secret = Secret(given.text("secret"))
            val signed = signWebhook(secret, given.bytes("body_base64"), given.time("timestamp"))
            JsonObject(signed.associate { it.name.replace('-', '_') to JsonPrimitive(it.value) })
        }

        "univapay_webhook_verify" -> {
            val tokens = given.getValue("tokens").jsonArray.map { Secret(it.jsonPrimitive.content) }
            val headers =
                given.getValue("headers").jsonArray.map {
                    it.jsonArray.map { one ->
                        one.jsonPrimitive.content
                    }
                }
            val verifier = UnivaPayVerifier(tokens)
            val event =
                verifier.verify(
                    headers.map { (name, value) ->
                        Header(name, value)
                    },
                    given.bytes("body_base64"),
                )
            reply["raw"] = JsonPrimitive(event.raw.expose())
            fields(event)
        }

        "univapay_webhook_make" -> {
            val at = given["created_on"].string()?.let(Instant::parse)
            val (token, event) = Secret(given.text("auth_token")) to EventType(given.text("event"))
            val made = testWebhook(token, event, given.text("data"), given["id"].string(), at)
            val headers = made.headers.map { it.name.lowercase().replace('-', '_') to it.value }
            texts(*headers.toTypedArray(), "body" to made.body.decodeToString())
        }

        "money" -> {
            val (amount, currency) = given.getValue("amount").jsonPrimitive to given.text("currency")
            (if (amount.isString) Money.of(amount.content, currency) else Money.minor(amount.long, currency)).toWire()
        }

        "pkce" -> {
            val pair = pkce(Secret(given.text("verifier")))
            texts("verifier" to pair.verifier.expose(), "challenge" to pair.challenge)
        }

        "login_start" -> {
            val scopes = given["scopes"]?.jsonArray.orEmpty().map { it.jsonPrimitive.content }
            val client = clients.opened(given.text("client")).ito
            val login = client.startLogin(given.text("client_id"), given.text("redirect_uri"), scopes)
            texts("authorize_url" to login.authorizeUrl, "pending" to login.pending.export().expose())
        }

        "login_finish" -> {
            finish(given, clients, reply)
        }

        "confirm" -> {
            confirm(given, clients)
        }

        "error_kinds" -> {
            JsonArray(errorKinds().map { texts("kind" to it, "class" to className(it)) })
        }

        else -> {
            throw Misuse("there is no function $name")
        }
    }

/** An event as the cases have it. */
fun fields(event: Event): JsonObject {
    val members =
        mapOf(
            "id" to event.id,
            "event" to event.event.value,
            "name" to event.name,
            "created_on" to event.createdOn,
            "data_type" to event.dataType,
            "data" to event.data,
            "dedupe_key" to event.dedupeKey,
        )
    return JsonObject(members.mapValues { wire(it.value) })
}

private fun sign(given: JsonObject): JsonElement {
    val secret = Secret(given.text("secret_key"))
    val parameters = Json.parseToJsonElement(given.text("parameters")).jsonObject
    val at = given.time("timestamp")
    val signed =
        try {
            val payment = model(CreatePayment::class.java, parameters)
            if (normal(encoded(payment)) != normal(parameters)) throw Untyped("the payment is another")
            signRequest(payment as CreatePayment, secret, at, profile(given["profile"].string() ?: "documented"))
        } catch (untyped: Untyped) {
            System.err.println("sign_request as it is: ${untyped.message}")
            val bytes = given.text("parameters").encodeToByteArray()
            return native(FieldNames.ALL) {
                val plain =
                    nativeSignRequest(bytes, secret.expose(), at.epochSecond.toULong(), given["profile"].string())
                texts(
                    "body" to plain.body,
                    "content_type" to plain.contentType,
                    "signed" to plain.signed,
                    "x_signature" to plain.xSignature,
                )
            }
        }
    return texts(
        "body" to signed.body,
        "content_type" to signed.contentType,
        "signed" to signed.signed,
        "x_signature" to signed.xSignature,
    )
}

private fun verifier(given: JsonObject): WebhookVerifier {
    val secrets = given.getValue("secrets").jsonArray.map { it.jsonObject }
    val tolerance = (given["tolerance"] as? JsonPrimitive)?.takeUnless { it is JsonNull }?.double?.seconds
    return WebhookVerifier(secrets.associate { it.text("name") to Secret(it.text("secret")) }, tolerance)
}

private fun verified(given: JsonObject): WebhookEvent {
    val headers = given.getValue("headers").jsonArray.map { it.jsonArray }
    val listed = headers.map { (name, value) -> Header(name.jsonPrimitive.content, value.jsonPrimitive.content) }
    return verifier(given).verify(listed, given.bytes("body_base64"), given.time("now"))
}

private fun fields(event: WebhookEvent): JsonObject =
    buildJsonObject {
        put("code", event.code)
        put("status", event.status)
        put("payment_id", event.paymentId)
        put("transaction", event.transaction)
        put("amount", wire(event.amount))
        put("charge", wire(event.charge))
        put("currency", event.currency)
        put("custom", event.custom)
        put("date", wire(event.date))
        put("verified_by", event.verifiedBy)
        put("timestamp", event.timestamp.epochSecond)
    }

private fun explain(given: JsonObject): JsonElement {
    val headers = listOf(Header("x-timestamp", given.text("timestamp")), Header("x-signature", given.text("signature")))
    val found = verifier(given).explain(headers, given.bytes("body_base64"), given.time("now"))
    return buildJsonObject {
        put("valid", found.isValid)
        put("reason", found.reason)
        put("findings", JsonArray(found.findings.map { texts("code" to it.code, "message" to it.message) }))
    }
}

private suspend fun finish(
    given: JsonObject,
    clients: ConcurrentHashMap<String, Opened>,
    reply: Reply,
): JsonElement {
    val from = clients.opened(given.text("client"))
    val store = store(given["token_store"])
    val pending = PendingLogin.load(given.text("pending"))
    try {
        val user = from.ito.finishLogin(pending, given.text("redirect_url"), store)
        clients[given.text("as")] = Opened(user, from.clock, store)
        return JsonPrimitive(true)
    } finally {
        reply["pending"] = JsonPrimitive(pending.export().expose())
    }
}

private suspend fun confirm(
    given: JsonObject,
    clients: ConcurrentHashMap<String, Opened>,
): JsonElement {
    val client = clients.opened(given.text("client")).ito
    val order = model(Order::class.java, given.getValue("order")) as Order
    return when (val outcome = client.confirm(order, verified(given.getValue("event").jsonObject))) {
        Confirmation.Confirmed -> {
            texts("outcome" to "confirmed")
        }

        Confirmation.NotFound -> {
            texts("outcome" to "not_found")
        }

        is Confirmation.Mismatch -> {
            texts("outcome" to "mismatch", "field" to snake(outcome.field))
        }

        is Confirmation.Unknown -> {
            buildJsonObject {
                put("outcome", "unknown")
                put("error", describe(outcome.error))
            }
        }
    }
}

/** The class that stands for a kind of error. */
fun className(kind: String): String = exceptionOf(kind, ErrorDetails("")).javaClass.simpleName

private fun texts(vararg members: Pair<String, String>) =
    JsonObject(
        members.toMap().mapValues {
            JsonPrimitive(it.value)
        },
    )

fun ConcurrentHashMap<String, Opened>.opened(name: String): Opened =
    get(name) ?: throw Misuse("there is no client $name")

fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content

private fun JsonObject.bytes(name: String): ByteArray = Base64.getDecoder().decode(text(name))

private fun JsonObject.time(name: String): Instant = Instant.ofEpochSecond(getValue(name).jsonPrimitive.long)
