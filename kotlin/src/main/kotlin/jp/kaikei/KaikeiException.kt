package jp.kaikei

import kotlin.time.Duration

/** Whether a request's bytes left this machine. */
public enum class Sent {
    /** Certainly not. */
    NO,

    /** Nobody knows. */
    MAYBE,

    /** An answer began to arrive. */
    YES,
}

/** What an exception says. For exceptions that your own tests throw; the package makes its own. */
public class ErrorDetails(
    /** For people. */
    public val message: String,
    /** See [KaikeiException.code]. */
    public val code: String? = null,
    /** See [KaikeiException.field]. */
    public val field: String? = null,
    /** See [KaikeiException.httpStatus]. */
    public val httpStatus: Int? = null,
    /** See [KaikeiException.apiCode]. */
    public val apiCode: String? = null,
    /** See [KaikeiException.requestId]. */
    public val requestId: String? = null,
    /** See [KaikeiException.retryAfter]. */
    public val retryAfter: Duration? = null,
    /** See [KaikeiException.sent]. */
    public val sent: Sent? = null,
    /** See [KaikeiException.reference]. */
    public val reference: String? = null,
    /** See [KaikeiException.raw]. */
    public val raw: Secret? = null,
    /** What made it happen. */
    public val cause: Throwable? = null,
)

/**
 * Whatever goes wrong in this package: one class per kind. No secret, card number or answer's body is in its message or
 * its `toString`. A cancelled coroutine is none of these: it throws `CancellationException`, as everywhere.
 *
 * @property kind What went wrong, as a name from a closed list: `rate_limited`.
 */
public sealed class KaikeiException(
    public val kind: String,
    details: ErrorDetails,
) : Exception(details.message, details.cause) {
    /** A machine-readable reason within the kind: the gateway's code, an OAuth error code, a webhook reason. */
    public val code: String? = details.code

    /** The parameter or setting at fault, as a path: `data.cardNumber`. */
    public val field: String? = details.field

    /** The answer's HTTP status. */
    public val httpStatus: Int? = details.httpStatus

    /** The code in the answer's body, as text; it may disagree with [httpStatus]. */
    public val apiCode: String? = details.apiCode

    /** The gateway's id of the request, when it sends one; quote it to the gateway's support. */
    public val requestId: String? = details.requestId

    /** How long the gateway asked to wait. */
    @Transient
    public val retryAfter: Duration? = details.retryAfter

    /** Whether the request's bytes left this machine; null when there was no request. */
    public val sent: Sent? = details.sent

    /** What to reconcile by: the order's `custom`, or the idempotency key. */
    public val reference: String? = details.reference

    /** The answer's body as received. It may hold personal data: do not log it. Not kept when it is serialized. */
    @Transient
    public val raw: Secret? = details.raw
}
