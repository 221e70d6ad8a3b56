package jp.kaikei

/** What a call answered. Beside its own fields it has [response], which neither `equals` nor `toString` looks at. */
public abstract class Answer internal constructor() {
    /** The HTTP answer it came from. An answer that you made yourself, or that is part of another, has [ResponseInfo.NONE]. */
    public var response: ResponseInfo = ResponseInfo.NONE
        internal set
}

/** The HTTP side of an answer. */
public class ResponseInfo internal constructor(
    /** The HTTP status. */
    public val httpStatus: Int,
    /** The headers. */
    public val headers: List<Header>,
    /** The gateway's id of the request, when it sends one; quote it to the gateway's support. */
    public val requestId: String?,
    /** How many tries came before the one that brought this answer. */
    public val retries: Int,
    /** Everything the gateway sent, exactly as received. It may hold personal data: do not log it. */
    public val raw: Secret,
    /**
     * What became of the call's idempotency key, in UnivaPay's words: `successfully_stored`, `retrieved_idempotent_response`
     * and so on; null if it said nothing.
     */
    public val idempotencyStatus: String? = null,
    /** Whether that key did not protect: the same call with the same key would be carried out again. */
    public val isUnprotected: Boolean = false,
) {
    /** The value of the first header called [name], in any case. */
    public fun header(name: String): String? = headers.firstOrNull { it.name.equals(name, ignoreCase = true) }?.value

    override fun toString(): String = "ResponseInfo(httpStatus=$httpStatus, requestId=$requestId, retries=$retries)"

    /** The answer that came from nowhere. */
    public companion object {
        /** No answer: status 0, and nothing else. */
        public val NONE: ResponseInfo = ResponseInfo(0, emptyList(), null, 0, Secret(""))
    }
}
