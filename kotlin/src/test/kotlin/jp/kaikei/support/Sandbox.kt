package jp.kaikei.support

import jp.kaikei.Clock
import jp.kaikei.ItoJapanOptions
import jp.kaikei.Secret
import jp.kaikei.UnivaPayOptions
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/** The `kaikei sandbox` command, and a person at its pages. */
class Sandbox : AutoCloseable {
    private val program =
        ProcessBuilder(System.getenv("KAIKEI_BIN") ?: "../target/debug/kaikei", "sandbox")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
    private val credentials = Json.parseToJsonElement(program.inputStream.bufferedReader().readLine()).jsonObject
    private val http = HttpClient.newHttpClient()

    val baseUrl: String = get("ito_base_url")
    val clientId: String = get("public_client_id")
    val redirectUri: String = get("redirect_uri")
    val webhookSecret: Secret = Secret(get("webhook_secret"))

    operator fun get(name: String): String = credentials.getValue(name).jsonPrimitive.content

    /** A merchant's client. */
    fun merchant(): ItoJapanOptions =
        ItoJapanOptions(
            baseUrl = baseUrl,
            accessKey = Secret(get("access_key")),
            secretKey = Secret(get("secret_key")),
            merchantClientId = get("merchant_client_id"),
            merchantClientSecret = Secret(get("merchant_client_secret")),
        )

    /** An app's client. */
    fun app(clock: Clock = Clock.SYSTEM): ItoJapanOptions = ItoJapanOptions(baseUrl = baseUrl, clock = clock)

    fun univaPay(): UnivaPayOptions =
        UnivaPayOptions(
            jwt = Secret(get("univapay_jwt")),
            secret = Secret(get("univapay_secret")),
            baseUrl = get("univapay_base_url"),
        )

    /** Plays the user: signs in, and allows or denies. Returns where the browser is sent back to. */
    fun signIn(
        authorizeUrl: String,
        action: String = "approve",
    ): String = submit(authorizeUrl, action, mapOf("email" to get("user_email"), "password" to get("user_password")))

    /** Plays the buyer on a payment's page. */
    fun pay(url: String): String = submit(url, "pay", emptyMap())

    /** A call of the control API. */
    fun control(
        method: String,
        path: String,
        body: String = "",
    ): JsonElement {
        val answer = send(method, "$baseUrl/_sandbox/$path", body, "application/json")
        check(answer.statusCode() < 300) { answer.body() }
        return answer.body().takeIf { it.isNotBlank() }?.let(Json::parseToJsonElement) ?: JsonObject(emptyMap())
    }

    private fun submit(
        url: String,
        action: String,
        fields: Map<String, String>,
    ): String {
        val page = send("GET", url).body()
        val form = FORM.find(page)?.value ?: error("the page shows no form")
        val hidden =
            INPUT.findAll(form).map { it.value }.filter { attribute(it, "type") == "hidden" }.associate {
                attribute(it, "name") to attribute(it, "value")
            }
        val target = URI(url).resolve(attribute(form, "action")).toString()
        val encoded =
            (hidden + fields + ("action" to action)).entries.joinToString("&") { (name, value) ->
                "$name=${URLEncoder.encode(value, "UTF-8")}"
            }
        val answer = send("POST", target, encoded, "application/x-www-form-urlencoded")
        return answer
            .headers()
            .firstValue(
                "location",
            ).orElseThrow { IllegalStateException("the page does not lead on") }
    }

    private fun send(
        method: String,
        url: String,
        body: String = "",
        type: String = "text/plain",
    ): HttpResponse<String> {
        val publisher =
            if (body.isEmpty()) HttpRequest.BodyPublishers.noBody() else HttpRequest.BodyPublishers.ofString(body)
        val request = HttpRequest.newBuilder(URI(url)).method(method, publisher).header("content-type", type)
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
    }

    override fun close() {
        program.destroy()
        program.waitFor()
    }

    private companion object {
        val FORM = Regex("<form\\b.*?</form>", RegexOption.DOT_MATCHES_ALL)
        val INPUT = Regex("<input\\b[^>]*>")

        fun attribute(
            tag: String,
            name: String,
        ): String {
            val value =
                Regex(" $name=\"([^\"]*)\"")
                    .find(tag.substringBefore('>'))
                    ?.groupValues
                    ?.get(1)
                    .orEmpty()
            return value
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
        }
    }
}
