package jp.kaikei.internal

import jp.kaikei.AuthenticationException
import jp.kaikei.KaikeiException
import jp.kaikei.TokenStore
import jp.kaikei.Tokens
import jp.kaikei.internal.ffi.NativeFailure
import jp.kaikei.internal.ffi.NativeSession
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

internal const val SLOW_STORE = "it took too long"

internal const val SESSION_ENDED = "session_ended"

/** For a save that nobody waits for. */
private val UNATTENDED = 60.seconds

/** A user who logged in: what all clients that act for them share. */
internal class Session(
    val native: NativeSession,
    private val store: TokenStore?,
) {
    /** Held while the user's tokens are renewed or saved. */
    val lock = Mutex()

    /** Held until the store's own code has ended, though nobody may wait for it any more: saves must not overtake each other. */
    private val writing = Mutex()

    /** Whether the gateway has refused to renew the tokens: only another login helps. */
    @Volatile
    var hasEnded = false
        private set

    /** Notes a failure that says so. */
    fun note(failure: NativeFailure) {
        val refused = failure.kind == "oauth" && failure.code == "invalid_grant"
        if (refused || (failure.kind == "authentication" && failure.code == SESSION_ENDED)) hasEnded = true
    }

    /** Hands tokens to their store; says what went wrong, if anything. */
    suspend fun keep(
        tokens: Tokens,
        left: Duration,
    ): String? {
        if (store == null) return null
        return when (val ended = guest(left) { writing.withLock { store.save(tokens) } }) {
            is Ended.Value -> null
            is Ended.TooLong -> SLOW_STORE
            is Ended.Threw -> said(ended.problem)
        }
    }

    /** Hands over what a renewal brought whose caller has gone. If that fails, the next call does it. */
    suspend fun keepNewest() {
        val tokens = native.tokens()
        if (keep(Tokens(tokens), UNATTENDED) == null) native.saved(tokens)
    }

    private fun said(problem: Throwable): String {
        if (problem is AuthenticationException && problem.code == SESSION_ENDED) throw problem
        return if (problem is KaikeiException) problem.message.orEmpty() else nameOf(problem)
    }
}
