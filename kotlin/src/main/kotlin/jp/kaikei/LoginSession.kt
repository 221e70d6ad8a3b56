package jp.kaikei

import jp.kaikei.internal.Ended
import jp.kaikei.internal.SESSION_ENDED
import jp.kaikei.internal.SLOW_STORE
import jp.kaikei.internal.guest
import jp.kaikei.internal.nameOf
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlin.time.Duration.Companion.seconds

/**
 * One user's login in an app, from the browser to the token store: [start], [finish], [restore] after a restart, and
 * [logOut]. Make one for each token store, and keep it.
 *
 * @param client A client without a user, and without a secret.
 * @param clientId The app's public client id.
 * @param redirectUri Where the user's browser comes back to, exactly as registered. Its port is free on loopback.
 * @param scopes Scopes to ask for.
 * @param tokenStore Keeps the user's tokens.
 */
public class LoginSession(
    private val client: ItoJapan,
    private val clientId: String,
    private val redirectUri: String,
    private val scopes: List<String> = emptyList(),
    private val tokenStore: TokenStore,
) {
    /** Held while the user changes. */
    private val mutex = Mutex()

    @Volatile
    private var acting: ItoJapan? = null

    /** Held while the store is written. */
    private val gate = Mutex()

    /** Whose tokens the store takes. */
    @Volatile
    private var owner: OwnStore? = null

    /** Begins a login: open the URL in the user's browser, and keep what is pending until it comes back. */
    public fun start(): Login = client.startLogin(clientId, redirectUri, scopes)

    /**
     * Ends a login with the URL that the browser came back to, and returns a client that acts for the user. A redirect
     * with another state is refused, and the login stays pending. If the store fails, the login has succeeded all the
     * same, and the first call offers the tokens again.
     */
    public suspend fun finish(
        pending: PendingLogin,
        redirectUrl: String,
    ): ItoJapan =
        mutex.withLock {
            client.finishLogin(pending, redirectUrl, OwnStore(isFresh = true)).also { acting = it }
        }

    /**
     * The client that acts for the user, from the tokens that the store holds. Called again, it returns the same client.
     * Null if the store holds none, or the gateway has refused to renew them ([OauthException] with the code
     * `invalid_grant`, [AuthenticationException] with `session_ended`): let the user log in with [start].
     *
     * @throws InvalidRequestException if the store holds rubbish, which [logOut] clears.
     */
    public suspend fun restore(): ItoJapan? =
        mutex.withLock {
            acting?.let { user -> return user.takeUnless { it.hasEnded } }
            val store = OwnStore(isFresh = false)
            // A login that was given up may be writing still.
            val tokens = asking { gate.withLock { tokenStore.load().also { owner = store } } } ?: return null
            client.withSession(tokens, clientId, store).also { acting = it }
        }

    /**
     * Forgets the user: clears the store, which takes no tokens of theirs any more. A client of theirs works until its access
     * token ends: drop it.
     */
    public suspend fun logOut() {
        mutex.withLock {
            acting = null
            owner = null
            asking { gate.withLock { tokenStore.clear() } }
        }
    }

    /**
     * The store for one login's tokens, until another login has succeeded or the user has logged out: a renewal that is
     * under way then must not bring the earlier ones back.
     */
    private inner class OwnStore(
        private var isFresh: Boolean,
    ) : TokenStore {
        override suspend fun load(): Tokens? = tokenStore.load()

        override suspend fun save(tokens: Tokens) =
            gate.withLock {
                if (isFresh) {
                    owner = this
                    // Until `finish` has ended well, there is nobody to act for.
                    acting = null
                }
                isFresh = false
                if (owner !== this) throw loggedOut()
                tokenStore.save(tokens)
            }

        override suspend fun clear() = tokenStore.clear()
    }

    private fun loggedOut() =
        AuthenticationException(ErrorDetails("the user has logged out: let them log in again", SESSION_ENDED))

    /** Asks the store, which may do what it likes. */
    private suspend fun <T> asking(what: suspend () -> T): T =
        when (val ended = guest(STORE_LIMIT, what)) {
            is Ended.Value -> ended.value

            is Ended.TooLong -> throw failed(SLOW_STORE)

            // Not the text of a foreign error, which may quote the tokens.
            is Ended.Threw -> throw (ended.problem as? KaikeiException ?: failed(nameOf(ended.problem)))
        }

    private fun failed(why: String) =
        ConfigurationException(ErrorDetails("tokenStore: the token store failed: $why", field = "tokenStore"))

    private companion object {
        /** For reading and clearing the store. */
        val STORE_LIMIT = 60.seconds
    }
}
