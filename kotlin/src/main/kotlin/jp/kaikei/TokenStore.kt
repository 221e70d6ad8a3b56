package jp.kaikei

/**
 * Keeps a user's tokens: [MemoryTokenStore], [FileTokenStore], or your own. New tokens are handed to it before they are
 * used, since the old refresh token is spent by then.
 */
public interface TokenStore {
    /** What is kept, or null if there is nothing. */
    public suspend fun load(): Tokens?

    /**
     * Keeps [tokens] in place of earlier ones. What it throws fails the call, whose exception has only the name of it; the
     * tokens stay in memory and are offered again by the next call. It has as long as the call has.
     */
    public suspend fun save(tokens: Tokens)

    /** Keeps nothing any more. */
    public suspend fun clear()
}

/** Keeps tokens until the program ends. */
public class MemoryTokenStore(
    tokens: Tokens? = null,
) : TokenStore {
    @Volatile
    private var kept = tokens

    override suspend fun load(): Tokens? = kept

    override suspend fun save(tokens: Tokens) {
        kept = tokens
    }

    override suspend fun clear() {
        kept = null
    }
}
