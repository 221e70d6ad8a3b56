import Foundation
internal import KaikeiNative

/// Verifies webhooks of ITO-Japan. Make it once, use it often, from any task. Its secrets are never printed.
public struct WebhookVerifier: Sendable {
    private let native: NativeVerifier

    /// A verifier with the webhook secret.
    ///
    /// - Parameters:
    ///   - secret: The webhook secret.
    ///   - tolerance: How far the timestamp may be from now, on both sides, in seconds. Default 300.
    public init(secret: Secret, tolerance: TimeInterval? = nil) throws {
        try self.init(secrets: [("default", secret)], tolerance: tolerance)
    }

    /// A verifier with every active secret, by a name of yours, while one is being rotated.
    public init(secrets: [(name: String, secret: Secret)], tolerance: TimeInterval? = nil) throws {
        if let tolerance, !(tolerance >= 0 && tolerance <= 1_000_000_000) {
            throw KaikeiError(.configuration, "tolerance must be in seconds, from 0", field: "tolerance")
        }
        let named = secrets.map { NativeNamedSecret(name: $0.name, secret: $0.secret.expose()) }
        native = try Kaikei.native {
            try NativeVerifier(secrets: named, tolerance: tolerance.map { UInt64(($0 * 1000).rounded()) })
        }
    }

    /// Verifies a webhook from its **raw** body and all of its request's headers.
    ///
    /// - Throws: ``KaikeiError`` of kind `webhook` whose `code` is the reason: answer it with 403.
    public func verify(body: Data, headers: [HttpHeader], now: Date = Date()) throws -> WebhookEvent {
        let headers = headers.map { NativeHeader(name: $0.name, value: $0.value) }
        return try WebhookEvent(Kaikei.native { try native.verify(headers: headers, body: body, now: now.millis) })
    }

    /// The same, with headers by their names.
    public func verify(body: Data, headers: [String: String], now: Date = Date()) throws -> WebhookEvent {
        try verify(body: body, headers: headers.map { HttpHeader($0.key, $0.value) }, now: now)
    }

    /// Says why a webhook fails, for developers; never for the answer to the gateway. Shows no secret.
    public func explain(body: Data, headers: [HttpHeader], now: Date = Date()) throws -> WebhookExplanation {
        func only(_ name: String) -> String? {
            let found = headers.filter { $0.name.lowercased() == name }
            return found.count == 1 ? found[0].value : nil
        }
        if let timestamp = only("x-timestamp"), let signature = only("x-signature") {
            let found = try Kaikei.native {
                try native.explain(timestamp: timestamp, signature: signature, body: body, now: now.millis)
            }
            return WebhookExplanation(
                isValid: found.valid, reason: found.reason,
                findings: found.findings.map { WebhookExplanation.Finding(code: $0.code, message: $0.text) })
        }
        do {
            _ = try verify(body: body, headers: headers, now: now)
            throw KaikeiError(.internal, "a webhook verified without its headers")
        } catch let error as KaikeiError where error.kind == .webhook {
            let (code, message) = (error.code ?? error.kind.rawValue, [error.message, error.field].compactMap { $0 })
            let finding = WebhookExplanation.Finding(code: code, message: message.joined(separator: ": "))
            return WebhookExplanation(isValid: false, reason: code, findings: [finding])
        }
    }
}

extension WebhookVerifier: CustomStringConvertible, CustomReflectable {
    /// The name.
    public var description: String { "WebhookVerifier" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What ``WebhookVerifier/explain(body:headers:now:)`` found.
public struct WebhookExplanation: Sendable, Hashable {
    /// One thing that is probably wrong.
    public struct Finding: Sendable, Hashable {
        /// Its name.
        public let code: String
        /// What it means, in English.
        public let message: String
    }

    /// Whether the webhook verifies.
    public let isValid: Bool
    /// The reason of the first failed check, as in the error's `code`.
    public let reason: String?
    /// What is probably wrong, most likely first; empty if it verifies.
    public let findings: [Finding]
}

/// The two headers of a webhook.
public struct SignedWebhook: Sendable, Hashable {
    /// `X-Timestamp`
    public let xTimestamp: String
    /// `X-Signature`
    public let xSignature: String

    /// Both as headers.
    public var headers: [HttpHeader] { [HttpHeader("X-Timestamp", xTimestamp), HttpHeader("X-Signature", xSignature)] }
}

/// Signs a webhook's raw body as the gateway does, for tests.
public func signWebhook(_ body: Data, secret: Secret, timestamp: Date = Date()) throws -> SignedWebhook {
    let seconds = timestamp.millis / 1000
    let signed = try native { try KaikeiNative.signWebhook(secret: secret.expose(), timestamp: seconds, body: body) }
    return SignedWebhook(xTimestamp: signed.xTimestamp, xSignature: signed.xSignature)
}
