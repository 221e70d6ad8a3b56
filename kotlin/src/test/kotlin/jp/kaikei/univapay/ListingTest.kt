package jp.kaikei.univapay

import jp.kaikei.ApiException
import jp.kaikei.CallOptions
import jp.kaikei.HttpRequest
import jp.kaikei.InvalidRequestException
import jp.kaikei.InvalidResponseException
import jp.kaikei.Secret
import jp.kaikei.Sent
import jp.kaikei.UnivaPay
import jp.kaikei.UnivaPayOptions
import jp.kaikei.support.FakeTransport
import jp.kaikei.support.fails
import jp.kaikei.support.json
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds

/** Lists, page by page. */
class ListingTest {
    private fun client(transport: FakeTransport) =
        UnivaPay(UnivaPayOptions(Secret("a.b.c"), Secret("s"), transport = transport))

    private fun page(
        ids: List<String>,
        hasMore: Boolean,
    ) = json("""{"items":[${ids.joinToString { """{"id":"$it"}""" }}],"has_more":$hasMore,"total_hits":5}""")

    /** Five charges, two on a page. */
    private val five =
        FakeTransport { request ->
            val all = listOf("a", "b", "c", "d", "e")
            val rest = request.query("cursor")?.let { all.drop(all.indexOf(it) + 1) } ?: all
            page(rest.take(2), rest.size > 2)
        }

    private fun HttpRequest.query(name: String): String? = Regex("[?&]$name=([^&]*)").find(url)?.groupValues?.get(1)

    private val FakeTransport.cursors: List<String?>
        get() = requests.map { it.query("cursor") }

    @Test
    fun `brings every item, and sends nothing before`() =
        runBlocking {
            val listing = client(five).charges.list()
            val ids = listing.asFlow().map { it.id }
            assertEquals(0, five.requests.size)
            assertEquals(listOf("a", "b", "c", "d", "e"), ids.toList())
            assertEquals(listOf(null, "b", "d"), five.cursors)
            assertEquals(setOf("100"), five.requests.map { it.query("limit") }.toSet())
            assertEquals("a", ids.first(), "each collection begins anew")
            assertEquals("Listing(univapay.charges.list)", listing.toString())
        }

    @Test
    fun `asks for no page that nobody needs`() =
        runBlocking {
            assertEquals(
                2,
                client(five)
                    .charges
                    .list()
                    .asFlow()
                    .take(2)
                    .toList()
                    .size,
            )
            assertEquals(1, five.requests.size)
        }

    @Test
    fun `the caller's own parameters go into every call`() =
        runBlocking {
            val parameters = ListCharges(cursor = "b", limit = 2, currency = "USD")
            assertEquals(
                listOf("c", "d", "e"),
                client(five)
                    .charges
                    .list(parameters)
                    .asFlow()
                    .map { it.id }
                    .toList(),
            )
            assertEquals(listOf<String?>("b", "d"), five.cursors)
            assertTrue(five.requests.all { it.query("limit") == "2" && it.query("currency") == "USD" })
        }

    @Test
    fun `one page`() =
        runBlocking {
            val page = client(five).charges.list(ListCharges(cursor = "b")).page()
            assertEquals(listOf("c", "d"), page.items.map { it.id })
            assertEquals(Page(page.items, true, 5, "d"), page)
            assertEquals(200, page.response.httpStatus)
            assertEquals(null, five.requests.single().query("limit"), "the gateway's own")
        }

    @Test
    fun `pages in a circle end`() =
        runBlocking {
            for ((lead, length) in listOf(0 to 1, 0 to 3, 2 to 3, 5 to 7)) {
                var at = 0
                val transport =
                    FakeTransport {
                        val place = if (at < lead) at else lead + (at - lead) % length
                        at += 1
                        page(listOf("item-$place"), true)
                    }
                val error =
                    fails<InvalidResponseException> {
                        client(transport)
                            .charges
                            .list()
                            .asFlow()
                            .toList()
                    }
                assertEquals("nextCursor" to Sent.YES, error.field to error.sent)
                assertTrue(transport.requests.size < 3 * (lead + length) + 2)
            }
        }

    @Test
    fun `a page that fails ends the collection`() =
        runBlocking {
            val transport =
                FakeTransport {
                    if (it.query("cursor") ==
                        null
                    ) {
                        page(listOf("a"), true)
                    } else {
                        json("{}", 500)
                    }
                }
            val seen = mutableListOf<String>()
            val once = CallOptions(maxRetries = 0)
            fails<ApiException> {
                client(transport)
                    .charges
                    .list(options = once)
                    .asFlow()
                    .collect { seen += it.id }
            }
            assertEquals(listOf("a"), seen)
            assertEquals(2, transport.requests.size, "the options are those of each call")
            fails<InvalidRequestException> {
                client(
                    transport,
                ).charges.list(ListCharges(limit = 101)).asFlow().toList()
            }
            fails<InvalidRequestException> {
                client(transport).charges.list(options = CallOptions(timeout = 0.milliseconds)).page()
            }
            assertEquals(2, transport.requests.size)
        }

    @Test
    fun `cancelling ends the call under way`() =
        runBlocking {
            val asked = CompletableDeferred<Unit>()
            val ended = CompletableDeferred<Unit>()
            val transport =
                FakeTransport {
                    if (it.query("cursor") == null) return@FakeTransport page(listOf("a"), true)
                    asked.complete(Unit)
                    try {
                        awaitCancellation()
                    } finally {
                        ended.complete(Unit)
                    }
                }
            val collecting =
                launch {
                    client(transport)
                        .charges
                        .list()
                        .asFlow()
                        .collect {}
                }
            asked.await()
            collecting.cancelAndJoin()
            ended.await()
            assertEquals(2, transport.requests.size)
        }
}
