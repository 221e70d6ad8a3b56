package jp.kaikei

import kotlin.time.Duration

/** What a client of ITO-Japan can be given. */
public data class ItoJapanOptions(
    /** The gateway's base URL. Default: the document's. */
    public val baseUrl: String? = null,
    /** The merchant's access key, for payments. */
    public val accessKey: Secret? = null,
    /** The merchant's secret key, which signs payments. Never in an app. */
    public val secretKey: Secret? = null,
    /** What is signed, and what is sent. Default [SigningProfile.DOCUMENTED]. */
    public val profile: SigningProfile? = null,
    /** The merchant's OAuth client, for `users`. */
    public val merchantClientId: String? = null,
    /** Its secret. Never in an app. */
    public val merchantClientSecret: Secret? = null,
    /** Scopes to ask for. */
    public val merchantScopes: List<String>? = null,
    /** Hosts besides the gateway's own that a checkout page may be on. */
    public val checkoutHosts: List<String>? = null,
    /** The path of the page where users log in. */
    public val authorizePath: String? = null,
    /** The path of the token endpoint. */
    public val tokenPath: String? = null,
    /** Limits a call as a whole: every try, every wait, and fetching a token. Default 60 seconds. */
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

/** How a payment request is signed and sent. */
public enum class SigningProfile(
    internal val wire: String,
) {
    /** As the document's sample does: a form is sent, PHP's `json_encode` of the parameters is signed, the amount a number. */
    DOCUMENTED("documented"),

    /** The signed JSON itself is sent, with PHP's escaping. */
    JSON_BODY("json-body"),

    /** Like [DOCUMENTED], with the amount as a string in the signed JSON. */
    FORM_STRING("form-string"),

    /** A form is sent, and the form itself is signed. */
    FORM_RAW("form-raw"),
}
