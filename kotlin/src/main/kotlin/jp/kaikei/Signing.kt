package jp.kaikei

import jp.kaikei.internal.FieldNames
import jp.kaikei.internal.millis
import jp.kaikei.internal.native
import jp.kaikei.internal.toBytes
import jp.kaikei.ito.CreatePayment
import jp.kaikei.ito.toWire
import java.time.Instant
import jp.kaikei.internal.ffi.pkce as nativePkce
import jp.kaikei.internal.ffi.signRequest as nativeSignRequest

/** A signed payment request, for other HTTP clients and for looking at. */
public class SignedRequest internal constructor(
    /** What to send. */
    public val body: String,
    /** The `Content-Type` to send it with. */
    public val contentType: String,
    /** What was signed, after `{timestamp}.`. */
    public val signed: String,
    /** The `X-Timestamp` header. */
    public val xTimestamp: String,
    /** The `X-Signature` header: lower-case hex, without a prefix. */
    public val xSignature: String,
) {
    override fun toString(): String = "SignedRequest($xTimestamp)"
}

/**
 * Signs a payment request without sending it.
 *
 * @param secretKey The merchant's secret key.
 * @throws InvalidRequestException if a parameter breaks a rule; `field` names it.
 */
public fun signRequest(
    parameters: CreatePayment,
    secretKey: Secret,
    timestamp: Instant = Instant.now(),
    profile: SigningProfile = SigningProfile.DOCUMENTED,
): SignedRequest {
    val seconds = millis(timestamp) / 1000UL
    val given = parameters.toWire().toBytes(FieldNames.ALL)
    val signed = native { nativeSignRequest(given, secretKey.expose(), seconds, profile.wire) }
    return SignedRequest(signed.body, signed.contentType, signed.signed, "$seconds", signed.xSignature)
}

/** A code verifier and its challenge (RFC 7636, S256). */
public class Pkce internal constructor(
    /** The code verifier. It stays in the app. */
    public val verifier: Secret,
    /** The code challenge: it goes into the authorize URL. */
    public val challenge: String,
) {
    override fun toString(): String = "Pkce($challenge)"
}

/** A new PKCE pair, or the pair of a [verifier] made elsewhere. */
public fun pkce(verifier: Secret? = null): Pkce =
    native {
        val pair = nativePkce(verifier?.expose())
        Pkce(Secret(pair.verifier), pair.challenge)
    }
