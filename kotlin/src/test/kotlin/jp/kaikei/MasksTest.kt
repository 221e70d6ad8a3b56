package jp.kaikei

import jp.kaikei.ito.RevealedCard
import jp.kaikei.support.tokens
import jp.kaikei.univapay.CardPayment
import jp.kaikei.univapay.CreateToken
import jp.kaikei.univapay.OtherTokenData
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import kotlin.test.assertFalse
import kotlin.time.Duration.Companion.seconds

class MasksTest {
    private val hidden = Secret("hidden-text")
    private val header = Header("authorization", "hidden-text")
    private val bytes = "hidden-text".encodeToByteArray()
    private val card = CardPayment("TARO", hidden, 12, 2030, cvv = hidden)

    @TestFactory
    fun `nothing secret is printed`(): List<DynamicTest> =
        listOf(
            hidden,
            header,
            HttpRequest("POST", "https://a.example/b?c=hidden-text", listOf(header), bytes, 1.seconds, 1.seconds, 1),
            HttpResponse(200, listOf(header), bytes),
            ItoJapanOptions(accessKey = hidden, secretKey = hidden, merchantClientSecret = hidden),
            ItoJapan(ItoJapanOptions(accessKey = hidden, secretKey = hidden)),
            UnivaPayOptions(hidden, hidden),
            CreateToken(card),
            RevealedCard(cardNumber = hidden, cvv = hidden),
            OtherTokenData(JsonPrimitive("hidden-text")),
            ResponseInfo(200, listOf(header), null, 0, hidden),
            Tokens.load("""{"access_token":"hidden-text","refresh_token":"hidden-text"}"""),
            WebhookVerifier(hidden),
            ErrorDetails("", raw = hidden),
            MemoryTokenStore(tokens()),
        ).map { value ->
            DynamicTest.dynamicTest(value.javaClass.simpleName) { assertFalse("hidden-text" in "$value") }
        }

    @TestFactory
    fun `nothing of a login is printed`(): List<DynamicTest> {
        val login = ItoJapan().startLogin("app", "https://app.example/back")
        val state = Regex("state=([^&]+)").find(login.authorizeUrl)!!.groupValues[1]
        val pair = pkce()
        return listOf(login to state, login.pending to state, pair to pair.verifier.expose()).map { (value, secret) ->
            DynamicTest.dynamicTest(value.javaClass.simpleName) { assertFalse(secret in "$value") }
        }
    }
}
