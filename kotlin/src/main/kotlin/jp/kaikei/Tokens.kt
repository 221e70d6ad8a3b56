package jp.kaikei

import jp.kaikei.internal.ffi.NativeTokens
import jp.kaikei.internal.native
import java.time.Instant

/** A user's access and refresh token. Never shown by `toString`. */
public class Tokens internal constructor(
    internal val native: NativeTokens,
) {
    /** The access token: the bearer token of the calls. */
    public val accessToken: Secret
        get() = native { Secret(native.accessToken()) }

    /** The refresh token, which is used up by each renewal. */
    public val refreshToken: Secret?
        get() = native { native.refreshToken()?.let(::Secret) }

    /** When the access token ends. */
    public val expiresAt: Instant?
        get() = native { native.expiresAt()?.let { Instant.ofEpochMilli(it.toLong()) } }

    /** The granted scopes, if the server named them. */
    public val scope: String?
        get() = native { native.scope() }

    /** The tokens as text, for a store of your own. */
    public fun export(): Secret = native { Secret(native.export()) }

    override fun toString(): String = "Tokens"

    /** Reads tokens. */
    public companion object {
        /**
         * Reads what [Tokens.export] wrote.
         *
         * @throws InvalidRequestException if it is anything else; `field` is `tokens`.
         */
        public fun load(text: String): Tokens = native { Tokens(NativeTokens.load(text)) }
    }
}
