package jp.kaikei

import jp.kaikei.internal.nameOf
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

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
    private var acting: ItoJapan? = null

    /** Held while the store is written. */
    private val gate = Mutex()

    /** Whose tokens the store takes. */
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
     * The client that acts for the user, from the tokens that the store holds; null if it holds none. Called again, it
     * returns the same client.
     */
    public suspend fun restore(): ItoJapan? =
        mutex.withLock {
            acting?.let { return it }
            val tokens = asking { tokenStore.load() } ?: return null
            val store = OwnStore(isFresh = false)
            gate.withLock { owner = store }
            client.withSession(tokens, clientId, store).also { acting = it }
        }

    /** Forgets the user: clears the store, which takes no tokens of theirs any more. Their client is of no use afterwards. */
    public suspend fun logOut() {
        mutex.withLock {
            acting = null
            gate.withLock {
                owner = null
                asking { tokenStore.clear() }
            }
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
                if (isFresh) owner = this
                isFresh = false
                if (owner !== this) throw LoggedOut()
                tokenStore.save(tokens)
            }

        override suspend fun clear() = tokenStore.clear()
    }

    private class LoggedOut : IllegalStateException("the user has logged out")

    private suspend fun <T> asking(what: suspend () -> T): T =
        try {
            what()
        } catch (cancelled: CancellationException) {
            throw cancelled
        } catch (known: KaikeiException) {
            throw known
        } catch (problem: Exception) {
            // Not its text, which may quote the tokens.
            val message = "tokenStore: the token store failed: ${nameOf(problem)}"
            throw ConfigurationException(ErrorDetails(message, field = "tokenStore"))
        }
}
