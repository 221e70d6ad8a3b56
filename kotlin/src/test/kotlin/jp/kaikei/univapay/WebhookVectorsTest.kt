package jp.kaikei.univapay

import jp.kaikei.ConfigurationException
import jp.kaikei.Header
import jp.kaikei.InvalidRequestException
import jp.kaikei.KaikeiException
import jp.kaikei.Secret
import jp.kaikei.WebhookException
import jp.kaikei.conformance.fields
import jp.kaikei.conformance.normal
import jp.kaikei.conformance.snake
import jp.kaikei.conformance.string
import jp.kaikei.support.fails
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.io.File
import java.time.Instant
import java.util.Base64
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs

/** `tests/vectors/univapay_webhooks.json`, which every language runs. */
class WebhookVectorsTest {
    private val vectors = Json.parseToJsonElement(File("../tests/vectors/univapay_webhooks.json").readText()).jsonObject

    private fun each(
        name: String,
        check: (JsonObject) -> Unit,
    ): List<DynamicTest> =
        vectors.getValue(name).jsonArray.map { it.jsonObject }.map { case ->
            DynamicTest.dynamicTest(case.getValue("name").jsonPrimitive.content) { check(case) }
        }

    private fun tokens(case: JsonObject) = case.getValue("tokens").jsonArray.map { Secret(it.jsonPrimitive.content) }

    private fun headers(list: JsonElement): List<Header> =
        pairs(list).map { (name, value) -> Header(name.content, value.content) }

    private fun body(case: JsonObject): ByteArray {
        case["body_base64"]?.let { return Base64.getDecoder().decode(it.jsonPrimitive.content) }
        case["body"]?.let { return it.jsonPrimitive.content.encodeToByteArray() }
        val parts = pairs(case.getValue("body_parts"))
        return parts.joinToString("") { (text, times) -> text.content.repeat(times.int) }.encodeToByteArray()
    }

    private fun pairs(list: JsonElement) = list.jsonArray.map { pair -> pair.jsonArray.map { it.jsonPrimitive } }

    private fun agree(
        expected: JsonObject,
        error: KaikeiException,
    ) {
        for ((member, value) in expected) {
            val found =
                when (member) {
                    "kind" -> error.kind
                    "code" -> error.code
                    "field" -> error.field?.let(::snake)
                    else -> error("what is $member?")
                }
            assertEquals(value.string(), found, member)
        }
    }

    @TestFactory
    fun cases(): List<DynamicTest> =
        each("cases") { case ->
            val expect = case.getValue("expect").jsonObject
            val verifier = WebhookVerifier(tokens(case))
            val verify = { verifier.verify(headers(case.getValue("headers")), body(case)) }
            val wrong = expect["error"]?.jsonObject
            if (wrong != null) {
                agree(wrong, fails<WebhookException> { verify() })
                return@each
            }
            val event = verify()
            holds(expect.getValue("event"), fields(event), event.dataType == "other", "event")
            assertEquals(event.data is OtherEventData, event.dataType == "other")
            assertEquals(String(body(case)), event.raw.expose())
        }

    /** [found] has at least what is [expected]. */
    private fun holds(
        expected: JsonElement,
        found: JsonElement?,
        exactly: Boolean,
        path: String,
    ) {
        when {
            expected is JsonObject && found is JsonObject -> {
                if (exactly && path != "event") assertEquals(expected.keys, found.keys, path)
                for ((name, value) in expected) holds(value, found[name] ?: JsonNull, exactly, "$path.$name")
            }

            expected is JsonArray && found is JsonArray -> {
                assertEquals(expected.size, found.size, path)
                for (at in expected.indices) holds(expected[at], found[at], exactly, "$path[$at]")
            }

            else -> {
                assertEquals(normal(expected), found?.let(::normal), path)
            }
        }
    }

    @TestFactory
    fun refused(): List<DynamicTest> =
        each("refused") { case ->
            val error = fails<ConfigurationException> { WebhookVerifier(tokens(case)) }
            agree(
                case
                    .getValue("expect")
                    .jsonObject
                    .getValue("error")
                    .jsonObject,
                error,
            )
        }

    @TestFactory
    fun `test webhooks`(): List<DynamicTest> =
        each("test_webhooks") { case ->
            val expect = case.getValue("expect").jsonObject
            val make = {
                testWebhook(
                    Secret(case["auth_token"].string().orEmpty()),
                    EventType(case["event"].string().orEmpty()),
                    case["data"].string().orEmpty(),
                    case["id"].string(),
                    case["created_on"].string()?.let(Instant::parse),
                )
            }
            val wrong = expect["error"]?.jsonObject
            if (wrong != null) {
                agree(wrong, fails<InvalidRequestException> { make() })
                return@each
            }
            val made = make()
            assertEquals(headers(expect.getValue("headers")), made.headers)
            assertEquals(expect["body"].string(), made.body.decodeToString())
        }

    @Test
    fun `an event is read by its type`() {
        val token = Secret("hidden-token")
        val data = """{"id":"c1","status":"failed","error":{"code":306},"requested_amount":1250}"""
        val sent = testWebhook(token, EventType.CHARGE_FINISHED, data, id = "d1", createdOn = Instant.EPOCH)
        val verifier = WebhookVerifier(listOf(Secret("another"), token))
        val event = verifier.verify(sent.headers.associate { it.name to listOf(it.value) }, sent.body)
        val charge = assertIs<Charge>(event.data)
        assertEquals(306L to 1250L, charge.declined?.code to charge.requestedAmount)
        assertEquals(EventType.CHARGE_FINISHED to Instant.EPOCH, event.event to event.createdOn)
        assertEquals("Event(charge_finished, d1)", event.toString())
        val unknown = testWebhook(token, EventType("moon_rose"), "[1.50]")
        val odd = verifier.verify(unknown.headers, unknown.body)
        assertEquals(OtherEventData(Json.parseToJsonElement("[1.50]")), odd.data)
        for (printed in listOf("$verifier", "$sent", "${sent.headers}")) assertFalse("hidden" in printed)
    }
}
