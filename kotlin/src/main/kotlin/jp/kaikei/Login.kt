package jp.kaikei

import jp.kaikei.internal.ffi.NativePendingLogin
import jp.kaikei.internal.native

/** A login that has begun. */
public class Login internal constructor(
    /** Open this in the user's browser. It holds the login's state: do not log it. */
    public val authorizeUrl: String,
    /** Keep this until the browser comes back. */
    public val pending: PendingLogin,
) {
    override fun toString(): String = "Login"
}

/** A login between the browser's leaving and its return. Used once, within 10 minutes. Never shown by `toString`. */
public class PendingLogin internal constructor(
    internal val native: NativePendingLogin,
) {
    /** The login as text, to carry it over the end of the process. */
    public fun export(): Secret = native { Secret(native.export()) }

    override fun toString(): String = "PendingLogin"

    /** Reads pending logins. */
    public companion object {
        /**
         * Reads what [PendingLogin.export] wrote.
         *
         * @throws InvalidRequestException if it is anything else; `field` is `pendingLogin`.
         */
        public fun load(text: String): PendingLogin = native { PendingLogin(NativePendingLogin.load(text)) }
    }
}
