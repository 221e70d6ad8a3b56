// The runner of the conformance cases: see tests/conformance/README.md.
package jp.kaikei.conformance

import jp.kaikei.KaikeiException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.put
import java.util.concurrent.ConcurrentHashMap
import kotlin.math.ceil
import kotlin.time.DurationUnit

/** The runner cannot make sense of a request. */
class Misuse(
    message: String,
) : Exception(message)

private val clients = ConcurrentHashMap<String, Opened>()
private val calls = ConcurrentHashMap<String, Job>()

fun main() {
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    for (line in generateSequence(::readlnOrNull)) {
        if (line.isBlank()) continue
        val request = Json.parseToJsonElement(line).jsonObject
        val id = request.getValue("id")
        if (request.text("do") == "reset") {
            // Before anything that comes after it.
            clients.clear()
            answer(id, mutableMapOf("ok" to JsonNull))
            continue
        }
        val call = scope.launch(start = CoroutineStart.LAZY) { answer(id, reply(request)) }
        calls["$id"] = call
        call.start()
    }
}

private fun answer(
    id: JsonElement,
    reply: Reply,
) {
    reply["id"] = id
    calls.remove("$id")
    synchronized(clients) {
        println(JsonObject(reply))
        System.out.flush()
    }
}

private suspend fun reply(request: JsonObject): Reply {
    val reply: Reply = mutableMapOf()
    try {
        reply["ok"] = handle(request, reply)
    } catch (_: CancellationException) {
        reply["error"] = JsonObject(mapOf("kind" to JsonPrimitive("cancelled")))
    } catch (known: KaikeiException) {
        reply["error"] = describe(known)
    } catch (problem: Exception) {
        val message = JsonPrimitive("$problem at ${problem.stackTrace.firstOrNull()}")
        reply["error"] = JsonObject(mapOf("kind" to JsonPrimitive("misuse"), "message" to message))
    }
    return reply
}

private suspend fun handle(
    request: JsonObject,
    reply: Reply,
): JsonElement {
    val opened by lazy { clients.opened(request.text("client")) }
    return when (val what = request.text("do")) {
        "open" -> {
            clients[request.text("client")] = open(request.text("gateway"), request.getValue("settings").jsonObject)
            JsonNull
        }

        "call", "iterate" -> {
            val parameters = request["parameters"].asObject() ?: JsonObject(emptyMap())
            val options = request["options"].asObject() ?: JsonObject(emptyMap())
            if (what == "iterate") return opened.iterate(request.text("operation"), parameters, options)
            val answered = opened.call(request.text("operation"), parameters, options)
            reply["raw"] = JsonPrimitive(answered.response.raw.expose())
            reply["idempotency_status"] = JsonPrimitive(answered.response.idempotencyStatus)
            answered.value
        }

        "cancel" -> {
            calls["${request["target"]}"]?.cancel()
            JsonNull
        }

        "waits" -> {
            JsonArray(
                opened.clock
                    ?.waits
                    .orEmpty()
                    .map { JsonPrimitive(it.toDouble(DurationUnit.SECONDS)) },
            )
        }

        "tokens" -> {
            opened.ito.tokens?.let { JsonPrimitive(it.export().expose()) } ?: JsonNull
        }

        "saved" -> {
            JsonArray(
                opened.store
                    ?.saved
                    .orEmpty()
                    .map(::JsonPrimitive),
            )
        }

        "function" -> {
            val given = request["arguments"].asObject() ?: JsonObject(emptyMap())
            function(request.text("name"), given, clients, reply)
        }

        else -> {
            throw Misuse("there is no $what")
        }
    }
}

/** An exception as the cases have it. */
fun describe(error: KaikeiException): JsonObject =
    buildJsonObject {
        put("kind", error.kind)
        put("code", error.code)
        put("message", error.message)
        put("field", error.field?.let(::snake))
        put("http_status", error.httpStatus)
        put("api_code", error.apiCode)
        put("request_id", error.requestId)
        put("retry_after", error.retryAfter?.let { ceil(it.toDouble(DurationUnit.SECONDS)).toLong() })
        put("sent", error.sent?.name?.lowercase())
        put("reference", error.reference)
    }
