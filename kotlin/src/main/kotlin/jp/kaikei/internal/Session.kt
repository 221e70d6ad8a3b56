package jp.kaikei.internal

import jp.kaikei.TokenStore
import jp.kaikei.internal.ffi.NativeSession
import kotlinx.coroutines.sync.Mutex

/** A user who logged in: what all clients that act for them share. */
internal class Session(
    val native: NativeSession,
    val store: TokenStore?,
) {
    /** Held while the user's tokens are renewed or saved. */
    val lock = Mutex()
}
