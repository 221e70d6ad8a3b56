package jp.kaikei

import jp.kaikei.internal.Client
import jp.kaikei.internal.FieldNames
import jp.kaikei.internal.Session
import jp.kaikei.internal.camel
import jp.kaikei.internal.ffi.NativeSession
import jp.kaikei.internal.ffi.NativeStep
import jp.kaikei.internal.native
import jp.kaikei.internal.toBytes
import jp.kaikei.internal.toException
import jp.kaikei.internal.toWire
import jp.kaikei.ito.ItoJapanResources
import jp.kaikei.ito.Order
import jp.kaikei.ito.toWire

/**
 * A client of ITO-Japan: a merchant's, or that of a user who logged in. Use one for the whole application: it holds
 * nothing that must be closed.
 *
 * @throws ConfigurationException if a setting is wrong; `field` names it.
 */
public class ItoJapan internal constructor(
    internal val client: Client,
) : ItoJapanResources(client) {
    /** A client with these options. */
    public constructor(options: ItoJapanOptions = ItoJapanOptions()) :
        this(Client.open("ito", options.toWire(), options.transport, options.clock))

    /** Whether the gateway has refused to renew the user's tokens. */
    internal val hasEnded: Boolean
        get() = client.session?.hasEnded == true

    /** The user's newest tokens, if this client acts for one. */
    public val tokens: Tokens?
        get() = native { client.session?.let { Tokens(it.native.tokens()) } }

    /**
     * Whether a verified webhook proves that [order] was paid: compares status, `custom`, currency and amount, then asks
     * the gateway. Take the order from your own records, never from the event.
     */
    public suspend fun confirm(
        order: Order,
        event: WebhookEvent,
        options: CallOptions = CallOptions(),
    ): Confirmation {
        val given = order.toWire().toBytes(FieldNames.ALL)
        val step =
            client.run(FieldNames.ALL) {
                client.native.confirm(given, event.native, options.toWire().toBytes(FieldNames.ALL))
            }
        val end = step as? NativeStep.Confirmed ?: throw Client.endedOtherwise()
        val (field, failure) = end.field to end.failure
        return when {
            end.outcome == "confirmed" -> Confirmation.Confirmed
            end.outcome == "mismatch" && field != null -> Confirmation.Mismatch(camel(field))
            end.outcome == "not_found" -> Confirmation.NotFound
            failure != null -> Confirmation.Unknown(failure.toException(FieldNames.ALL))
            else -> throw Client.endedOtherwise()
        }
    }

    /**
     * Begins a login with PKCE: open the URL in the user's browser, and keep what is pending until it comes back.
     * [LoginSession] does this, and what comes after, with a token store.
     *
     * @param clientId The app's public client id. There is no client secret in an app.
     * @param redirectUri Where the user's browser comes back to, exactly as registered. Its port is free on loopback.
     * @param scopes Scopes to ask for.
     */
    public fun startLogin(
        clientId: String,
        redirectUri: String,
        scopes: List<String> = emptyList(),
    ): Login =
        native {
            val login = client.native.startLogin(clientId, redirectUri, scopes, client.driver.now)
            Login(login.authorizeUrl, PendingLogin(login.pending))
        }

    /**
     * Ends a login with the URL that the browser came back to, and returns a client that acts for the user. The code is
     * exchanged once and never repeated. If the store fails, the tokens stay in memory, and the first call offers them
     * again.
     */
    public suspend fun finishLogin(
        pending: PendingLogin,
        redirectUrl: String,
        tokenStore: TokenStore? = null,
        options: CallOptions = CallOptions(),
    ): ItoJapan {
        val given = options.toWire().toBytes(FieldNames.ALL)
        return native {
            val code = pending.native.finish(redirectUrl, client.driver.now)
            client.native.exchangeCode(code, given).use { exchange ->
                val end =
                    when (val step = client.driver.run(exchange)) {
                        is NativeStep.LoggedIn -> step
                        is NativeStep.Failed -> throw step.failure.toException(FieldNames.ALL)
                        else -> throw Client.endedOtherwise()
                    }
                val tokens = end.session.tokens()
                val session = Session(end.session, tokenStore)
                if (session.keep(Tokens(tokens), client.driver.timeLeft(exchange)) == null) end.session.saved(tokens)
                ItoJapan(client.actingFor(session))
            }
        }
    }

    /**
     * A client that acts for a user whose tokens you kept. Make one for each user: two would both renew the tokens, and
     * only one of them could.
     *
     * @param clientId The app's public client id.
     */
    public fun withSession(
        tokens: Tokens,
        clientId: String,
        tokenStore: TokenStore? = null,
    ): ItoJapan =
        native {
            val session = NativeSession(clientId, tokens.native)
            // They came from a store: it is not asked to keep them before they change.
            ItoJapan(client.actingFor(Session(session, tokenStore)))
        }
}
