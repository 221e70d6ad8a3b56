package jp.kaikei.conformance

import jp.kaikei.Answer
import jp.kaikei.CallOptions
import jp.kaikei.Clock
import jp.kaikei.ItoJapan
import jp.kaikei.ItoJapanOptions
import jp.kaikei.KeyedCallOptions
import jp.kaikei.ResponseInfo
import jp.kaikei.Secret
import jp.kaikei.SigningProfile
import jp.kaikei.TokenStore
import jp.kaikei.Tokens
import jp.kaikei.UnivaPay
import jp.kaikei.UnivaPayOptions
import jp.kaikei.internal.Client
import jp.kaikei.internal.FieldNames
import jp.kaikei.internal.camel
import jp.kaikei.internal.toWire
import jp.kaikei.testing.TestClock
import jp.kaikei.univapay.Listing
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.yield
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.double
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import java.io.IOException
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Method
import java.time.Instant
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** Notes every export that it is given. */
class NotingStore(
    private val isFailing: Boolean,
) : TokenStore {
    val saved = mutableListOf<String>()

    override suspend fun load(): Tokens? = null

    override suspend fun save(tokens: Tokens) {
        synchronized(saved) { saved += tokens.export().expose() }
        yield()
        if (isFailing) throw IOException("the disk is full")
    }

    override suspend fun clear() = Unit
}

fun store(kind: JsonElement?): NotingStore? = kind.string()?.let { NotingStore(it == "failing") }

fun JsonElement?.string(): String? = (this as? JsonPrimitive)?.takeIf { it.isString }?.content

/** A client with what the cases look at. */
class Opened(
    val client: Any,
    val clock: TestClock?,
    val store: NotingStore?,
) {
    val ito: ItoJapan
        get() = client as ItoJapan

    private val inside: Client
        get() = (client as? ItoJapan)?.client ?: (client as UnivaPay).client

    /** An operation through the generated facade; one whose parameters have no place there as they are. */
    suspend fun call(
        operation: String,
        parameters: JsonObject,
        options: JsonObject,
    ): Answered {
        val (group, method, arguments) =
            try {
                facade(operation, parameters, options)
            } catch (untyped: Untyped) {
                System.err.println("$operation as it is: ${untyped.message}")
                val answer = inside.call(operation, parameters, options, FieldNames.ALL) { Plain(it) }
                return Answered(answer.json, answer.response)
            }
        if (method.returnType == Listing::class.java) {
            val page = (method.invoke(group, *arguments) as Listing<*>).page()
            return Answered(wire(page), page.response)
        }
        val answer =
            suspendCoroutineUninterceptedOrReturn<Any?> { continuation ->
                try {
                    method.invoke(group, *arguments, continuation)
                } catch (thrown: InvocationTargetException) {
                    throw thrown.targetException
                }
            } as Answer
        return Answered(wire(answer), answer.response)
    }

    /** Every item of a list. */
    suspend fun iterate(
        operation: String,
        parameters: JsonObject,
        options: JsonObject,
    ): JsonElement {
        val (group, method, arguments) = facade(operation, parameters, options)
        val listing = method.invoke(group, *arguments) as Listing<*>
        return JsonArray(listing.asFlow().toList().map(::wire))
    }

    /** The method of the generated facade, and what it is given. */
    private fun facade(
        operation: String,
        parameters: JsonObject,
        options: JsonObject,
    ): Triple<Any, Method, Array<Any>> {
        val (gateway, resource, name) = operation.split('.')
        // In Kotlin's types, no client has the calls of the other gateway.
        if ((gateway == "ito") != (client is ItoJapan)) throw Untyped("it belongs to the other gateway")
        val group = client.javaClass.getMethod("get" + camel("_$resource")).invoke(client)
        val method = group.javaClass.methods.single { it.name == camel(name) }
        val isListing = method.returnType == Listing::class.java
        val types = if (isListing) method.parameterTypes.toList() else method.parameterTypes.dropLast(1)
        val given = if (types.size == 2) listOf(same(parameters, model(types[0], parameters))) else none(parameters)
        return Triple(group, method, (given + callOptions(types.last(), options)).toTypedArray())
    }
}

class Answered(
    val value: JsonElement,
    val response: ResponseInfo,
)

private class Plain(
    val json: JsonObject,
) : Answer()

private fun same(
    given: JsonObject,
    typed: Any,
): Any = typed.also { if (normal(encoded(it)) != normal(given)) throw Untyped("${it.javaClass.simpleName} is another") }

private fun none(parameters: JsonObject): List<Any> =
    if (parameters.isEmpty()) emptyList() else throw Untyped("there are no parameters")

private fun callOptions(
    type: Class<*>,
    json: JsonObject,
): Any {
    val reader = Reader(json)
    val typed: Any =
        if (type == CallOptions::class.java) {
            CallOptions(
                reader.limit("timeout"),
                reader.limit("attempt_timeout"),
                reader.limit("connect_timeout"),
                reader.number("max_retries"),
            )
        } else {
            KeyedCallOptions(
                reader.limit("timeout"),
                reader.limit("attempt_timeout"),
                reader.limit("connect_timeout"),
                reader.number("max_retries"),
                reader.text("idempotency_key"),
            )
        }
    val written = if (typed is CallOptions) typed.toWire() else (typed as KeyedCallOptions).toWire()
    if (normal(written) != normal(json)) throw Untyped("these options are others")
    return typed
}

/** Opens a client through its public constructor; settings that have no place there go in as they are. */
fun open(
    gateway: String,
    all: JsonObject,
): Opened {
    val clock = all["clock"].asObject()?.let { TestClock(Instant.ofEpochSecond(it.getValue("now").jsonPrimitive.long)) }
    val settings = JsonObject(all - setOf("clock", "session", "token_store"))
    val store = store(all["token_store"])
    val time = clock ?: Clock.SYSTEM
    val client: Any =
        try {
            when (gateway) {
                "ito" -> ItoJapan(itoOptions(settings, time))
                "univapay" -> UnivaPay(univaPayOptions(settings, time))
                else -> throw Untyped("there is no gateway $gateway")
            }
        } catch (untyped: Untyped) {
            System.err.println("settings as they are: ${untyped.message}")
            val inside = Client.open(gateway, settings, null, time)
            if (gateway == "ito") ItoJapan(inside) else UnivaPay(inside)
        }
    val session = all["session"].asObject() ?: return Opened(client, clock, store)
    val tokens = Tokens.load(session.getValue("tokens").jsonPrimitive.content)
    val user = (client as ItoJapan).withSession(tokens, session.getValue("client_id").jsonPrimitive.content, store)
    return Opened(user, clock, store)
}

fun JsonElement?.asObject(): JsonObject? = (this as? JsonObject)?.jsonObject

private fun itoOptions(
    json: JsonObject,
    clock: Clock,
): ItoJapanOptions {
    val reader = Reader(json)
    val options =
        ItoJapanOptions(
            baseUrl = reader.text("base_url"),
            accessKey = reader.text("access_key")?.let(::Secret),
            secretKey = reader.text("secret_key")?.let(::Secret),
            profile = reader.text("profile")?.let(::profile),
            merchantClientId = reader.text("merchant_client_id"),
            merchantClientSecret = reader.text("merchant_client_secret")?.let(::Secret),
            merchantScopes = reader.texts("merchant_scopes"),
            checkoutHosts = reader.texts("checkout_hosts"),
            authorizePath = reader.text("authorize_path"),
            tokenPath = reader.text("token_path"),
            timeout = reader.limit("timeout"),
            attemptTimeout = reader.limit("attempt_timeout"),
            connectTimeout = reader.limit("connect_timeout"),
            maxRetries = reader.number("max_retries"),
            clock = clock,
        )
    if (normal(options.toWire()) != normal(json)) throw Untyped("these settings are others")
    return options
}

private fun univaPayOptions(
    json: JsonObject,
    clock: Clock,
): UnivaPayOptions {
    val reader = Reader(json)
    val options =
        UnivaPayOptions(
            jwt = Secret(reader.text("jwt") ?: throw Untyped("there is no jwt")),
            secret = reader.text("secret")?.let(::Secret),
            baseUrl = reader.text("base_url"),
            origin = reader.text("origin"),
            checkParameters = reader.read("check_parameters") { it.jsonPrimitive.boolean },
            timeout = reader.limit("timeout"),
            attemptTimeout = reader.limit("attempt_timeout"),
            connectTimeout = reader.limit("connect_timeout"),
            maxRetries = reader.number("max_retries"),
            clock = clock,
        )
    if (normal(options.toWire()) != normal(json)) throw Untyped("these settings are others")
    return options
}

fun profile(name: String): SigningProfile =
    SigningProfile.entries.firstOrNull { it.wire == name } ?: throw Untyped("there is no profile $name")

private class Reader(
    private val json: JsonObject,
) {
    fun <T : Any> read(
        name: String,
        how: (JsonElement) -> T,
    ): T? =
        try {
            json[name]?.takeUnless { it is JsonNull }?.let(how)
        } catch (problem: IllegalArgumentException) {
            throw Untyped("$name: ${problem.message}")
        }

    fun text(name: String): String? = read(name) { it.string() ?: throw Untyped("$name is no text") }

    fun texts(name: String): List<String>? =
        read(name) { list ->
            (list as? JsonArray ?: throw Untyped("$name is no list")).map {
                it.string()
                    ?: throw Untyped("$name has no text")
            }
        }

    fun limit(name: String): Duration? = read(name) { it.jsonPrimitive.double.seconds }

    fun number(name: String): Int? = read(name) { it.jsonPrimitive.int }
}
