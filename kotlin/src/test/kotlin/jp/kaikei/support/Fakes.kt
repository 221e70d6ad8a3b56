package jp.kaikei.support

import jp.kaikei.Header
import jp.kaikei.HttpRequest
import jp.kaikei.HttpResponse
import jp.kaikei.HttpTransport
import jp.kaikei.ItoJapan
import jp.kaikei.ItoJapanOptions
import jp.kaikei.KaikeiException
import jp.kaikei.TokenStore
import jp.kaikei.Tokens
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.test.assertFailsWith

const val BALANCE = """{"data":{"balance":"100.00","currency":"USD"}}"""

/** A transport that notes what it sends. */
class FakeTransport(
    private val answer: suspend (HttpRequest) -> HttpResponse,
) : HttpTransport {
    val requests = CopyOnWriteArrayList<HttpRequest>()

    override suspend fun send(request: HttpRequest): HttpResponse {
        requests += request
        return answer(request)
    }
}

fun json(
    body: String,
    status: Int = 200,
    vararg headers: Pair<String, String>,
): HttpResponse {
    val all = listOf("content-type" to "application/json") + headers
    return HttpResponse(status, all.map { Header(it.first, it.second) }, body.encodeToByteArray())
}

val HttpRequest.isToken: Boolean
    get() = url.endsWith("/oauth/token")

/** What the token endpoint answers for the renewal with this number. */
fun renewed(number: Int): HttpResponse =
    json(
        """{"access_token":"access-$number","refresh_token":"refresh-$number","token_type":"Bearer","expires_in":3600}""",
    )

fun tokens(expiresAt: Long? = null): Tokens {
    val ends = expiresAt?.let { ""","expires_at":$it""" }.orEmpty()
    return Tokens.load("""{"access_token":"access-0","refresh_token":"refresh-0"$ends}""")
}

/** Tokens that must be renewed. */
fun spent(): Tokens = tokens(expiresAt = 1)

/** A client that acts for a user through [transport]. */
fun user(
    transport: HttpTransport,
    tokens: Tokens = tokens(),
    store: TokenStore? = null,
    options: ItoJapanOptions = ItoJapanOptions(),
): ItoJapan = ItoJapan(options.copy(transport = transport)).withSession(tokens, "app", store)

/** A store that notes what it is given. */
open class NotingStore : TokenStore {
    val saved = CopyOnWriteArrayList<String>()

    override suspend fun load(): Tokens? = saved.lastOrNull()?.let(Tokens::load)

    override suspend fun save(tokens: Tokens) {
        saved += tokens.export().expose()
    }

    override suspend fun clear() = saved.clear()
}

inline fun <reified E : KaikeiException> fails(work: () -> Unit): E = assertFailsWith<E> { work() }
