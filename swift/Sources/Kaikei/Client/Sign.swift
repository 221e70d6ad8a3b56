import Foundation
internal import KaikeiNative

/// A signed payment request, for other HTTP clients and for looking at.
public struct SignedRequest: Sendable, Hashable {
    /// What to send.
    public let body: String
    /// The `Content-Type` to send it with.
    public let contentType: String
    /// What was signed, after `"{timestamp}."`.
    public let signed: String
    /// The `X-Timestamp` header.
    public let xTimestamp: String
    /// The `X-Signature` header: lower-case hex, without a prefix.
    public let xSignature: String
}

extension SignedRequest: CustomStringConvertible, CustomReflectable {
    /// The timestamp only: the body holds personal data.
    public var description: String { "SignedRequest(\(xTimestamp))" }
    /// The timestamp only.
    public var customMirror: Mirror { Mirror(self, children: ["xTimestamp": xTimestamp]) }
}

/// Signs a payment request without sending it.
///
/// - Throws: ``KaikeiError`` of kind `invalidRequest` that names the parameter.
public func signRequest(
    _ parameters: ItoJapan.CreatePayment, secretKey: Secret, profile: ItoJapan.SigningProfile = .documented,
    timestamp: Date = Date()
) throws -> SignedRequest {
    let path = { OperationInfo.itoPaymentsCreate.path($0, in: parameters) }
    return try signed(parameters.wire, secretKey, profile, timestamp, path)
}

/// Signs a payment request whose parameters are named as the gateway names them, without sending it: amounts as texts keep
/// the zeros at their end, which `Decimal` does not.
///
/// - Throws: ``KaikeiError`` of kind `invalidRequest` that names the parameter.
public func signRequest(
    _ parameters: JSONObject, secretKey: Secret, profile: ItoJapan.SigningProfile = .documented,
    timestamp: Date = Date()
) throws -> SignedRequest {
    try signed(.object(parameters), secretKey, profile, timestamp) { camel($0) }
}

private func signed(
    _ parameters: JSONValue, _ secretKey: Secret, _ profile: ItoJapan.SigningProfile, _ timestamp: Date,
    _ path: (String) -> String
) throws -> SignedRequest {
    guard !parameters.isDeeper(than: 100) else { throw KaikeiError.invalid("parameters", "are nested too deeply") }
    let seconds = timestamp.millis / 1000
    let signed = try native(path: path) {
        try KaikeiNative.signRequest(
            parameters: Data(parameters.text.utf8), secretKey: secretKey.expose(), timestamp: seconds,
            profile: profile.rawValue)
    }
    return SignedRequest(
        body: signed.body, contentType: signed.contentType, signed: signed.signed, xTimestamp: String(seconds),
        xSignature: signed.xSignature)
}

/// A code verifier and its challenge (RFC 7636, S256).
public struct Pkce: Sendable, Hashable {
    /// The code verifier. It stays in the app.
    public let verifier: Secret
    /// The code challenge: it goes into the authorize URL.
    public let challenge: String
}

/// A new PKCE pair, or the pair of a verifier made elsewhere.
public func pkce(verifier: Secret? = nil) throws -> Pkce {
    let pair = try native { try KaikeiNative.pkce(verifier: verifier?.expose()) }
    return Pkce(verifier: Secret(pair.verifier), challenge: pair.challenge)
}
