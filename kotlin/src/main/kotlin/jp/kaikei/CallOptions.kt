package jp.kaikei

import kotlin.time.Duration

/** What a call may be given. What is null stays as the client has it. To give a call up, cancel its coroutine. */
public data class CallOptions(
    /** Limits everything: every try, every wait, and fetching a token. */
    public val timeout: Duration? = null,
    /** Limits each try. */
    public val attemptTimeout: Duration? = null,
    /** Limits connecting, TLS included. */
    public val connectTimeout: Duration? = null,
    /** How often a try may be repeated where repeating is safe. */
    public val maxRetries: Int? = null,
)

/** Options of a call that carries an idempotency key. */
public data class KeyedCallOptions(
    /** Limits everything: every try, every wait, and fetching a token. */
    public val timeout: Duration? = null,
    /** Limits each try. */
    public val attemptTimeout: Duration? = null,
    /** Limits connecting, TLS included. */
    public val connectTimeout: Duration? = null,
    /** How often a try may be repeated where repeating is safe. */
    public val maxRetries: Int? = null,
    /** Your own key instead of a random one: 1 to 255 visible ASCII characters. */
    public val idempotencyKey: String? = null,
)
