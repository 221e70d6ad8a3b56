package jp.kaikei.univapay

import jp.kaikei.Answer
import jp.kaikei.ErrorDetails
import jp.kaikei.InvalidResponseException
import jp.kaikei.Sent
import jp.kaikei.internal.bool
import jp.kaikei.internal.list
import jp.kaikei.internal.optional
import jp.kaikei.internal.required
import jp.kaikei.internal.text
import jp.kaikei.internal.whole
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull

private const val LARGEST = 100

/** A list that has not been read yet: nothing is sent before [page] or a collection of [asFlow]. */
public class Listing<out T> internal constructor(
    private val operation: String,
    private val parameters: JsonObject,
    private val read: suspend (JsonObject) -> Page<T>,
) {
    /** Reads one page: the first, or the one that begins at `cursor`. */
    public suspend fun page(): Page<T> = read(parameters)

    /**
     * Every item, over all pages. A collection sends a call for each page when it gets there, and keeps one page at a time;
     * each collection begins anew. Without `limit` it asks for 100 items at once. `take(5)` asks for no page that it does not
     * need.
     *
     * A collection throws what a call throws, and [InvalidResponseException] if the gateway's pages lead in a circle.
     */
    public fun asFlow(): Flow<T> =
        flow {
            val walk = Walk(parameters)
            do {
                val page = read(walk.parameters)
                walk.turn(page)
                for (item in page.items) emit(item)
            } while (walk.goesOn)
        }

    override fun toString(): String = "Listing($operation)"
}

/** One page of a list. Only the page has a `response`; its items are parts of it. */
public data class Page<out T>(
    /** What the page holds. */
    public val items: List<T>,
    /** Whether there is another page. */
    public val hasMore: Boolean,
    /** How many items all pages hold; the gateway says it for some lists, on the first page only. */
    public val totalHits: Long? = null,
    /** The `cursor` of the next page; null if this is the last one. */
    public val nextCursor: String? = null,
) : Answer()

internal fun <T> readPage(
    json: JsonObject,
    item: (JsonObject) -> T,
): Page<T> =
    Page(
        items = json.required("items") { items -> list(items) { item(it as JsonObject) } },
        hasMore = json.required("has_more", ::bool),
        totalHits = json.optional("total_hits", ::whole),
        nextCursor = json.optional("next_cursor", ::text),
    )

/**
 * From one page to the next. A cursor that came before is noticed however many came since, with two of them kept: Brent's
 * algorithm.
 */
private class Walk(
    given: JsonObject,
) {
    var parameters = if ("limit" in given) given else given.with("limit", JsonPrimitive(LARGEST))
        private set
    var goesOn = true
        private set
    private var landmark = cursor()
    private var steps = 0L
    private var until = 1L

    private fun cursor(): String? = (parameters["cursor"] as? JsonPrimitive)?.contentOrNull

    /** Makes the next page's parameters ready. */
    fun turn(page: Page<*>) {
        val next = page.nextCursor
        goesOn = next != null
        if (next == null && page.hasMore) throw broken(page, "the list goes on, and does not say where")
        if (next == null) return
        if (next == landmark || next == cursor()) {
            throw broken(page, "the cursor of the next page came before: the list would never end")
        }
        steps += 1
        if (steps == until) {
            landmark = next
            steps = 0
            until *= 2
        }
        parameters = parameters.with("cursor", JsonPrimitive(next))
    }
}

private fun JsonObject.with(
    name: String,
    value: JsonElement,
) = JsonObject(this + (name to value))

private fun broken(
    page: Page<*>,
    message: String,
): InvalidResponseException {
    val response = page.response
    return InvalidResponseException(
        ErrorDetails(
            message,
            field = "nextCursor",
            httpStatus = response.httpStatus,
            requestId = response.requestId,
            sent = Sent.YES,
            raw = response.raw,
        ),
    )
}
