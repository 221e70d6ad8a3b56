package jp.kaikei

import jp.kaikei.internal.Client
import jp.kaikei.internal.toWire
import jp.kaikei.univapay.UnivaPayResources
import kotlin.time.Duration

/** What a client of UnivaPay can be given. */
public data class UnivaPayOptions(
    /** The application token. */
    public val jwt: Secret,
    /** Its secret; never in an app. */
    public val secret: Secret? = null,
    /** `gyro-n` (the document's host, the default), `univapay`, or a URL. */
    public val baseUrl: String? = null,
    /** The `Origin` that the application token is bound to. */
    public val origin: String? = null,
    /** Whether parameters are checked before they are sent. Default true. */
    public val checkParameters: Boolean? = null,
    /** Limits a call as a whole: every try and every wait. Default 60 seconds. */
    public val timeout: Duration? = null,
    /** Limits each try. Default 30 seconds. */
    public val attemptTimeout: Duration? = null,
    /** Limits connecting, TLS included. Default 10 seconds. */
    public val connectTimeout: Duration? = null,
    /** How often a try may be repeated where repeating is safe. Default 2. */
    public val maxRetries: Int? = null,
    /** Sends the requests. Default: an [OkHttpTransport] that all clients share. */
    public val transport: HttpTransport? = null,
    /** The time; another one in tests only. */
    public val clock: Clock = Clock.SYSTEM,
)

/**
 * A client of UnivaPay. Use one for the whole application: it holds nothing that must be closed.
 *
 * @throws ConfigurationException if a setting is wrong; `field` names it.
 */
public class UnivaPay internal constructor(
    internal val client: Client,
) : UnivaPayResources(client) {
    /** A client with these options. */
    public constructor(options: UnivaPayOptions) :
        this(Client.open("univapay", options.toWire(), options.transport, options.clock))
}
