import Foundation
internal import KaikeiNative

/// A client of ITO-Japan: a merchant's, or that of a user who logged in. Copies share connections and the merchant's token.
///
/// Calls stand in groups: `client.payments`, `client.users`, and `client.me` of a user. Everything here may be used from any
/// task.
public struct ItoJapan: Sendable {
    /// How a payment request is signed and sent.
    public enum SigningProfile: String, Sendable, Hashable, CaseIterable {
        /// As the document says.
        case documented
        /// JSON is signed, and JSON is sent.
        case jsonBody = "json-body"
        /// A form is sent, and signed as text.
        case formString = "form-string"
        /// A form is sent, and signed as it is.
        case formRaw = "form-raw"
    }

    /// What a client of ITO-Japan can be given. Every key may be left out: give those whose calls you make. In an app, give none.
    public struct Options: Sendable {
        /// Where the gateway is. Default `https://payment.ito-japan.jp`; plain `http` only to this machine.
        public var baseUrl: String?
        /// The merchant's access key, for payments.
        public var accessKey: Secret?
        /// The merchant's secret key, which signs payments.
        public var secretKey: Secret?
        /// What is signed, and what is sent. Default `documented`.
        public var profile: SigningProfile?
        /// The merchant's OAuth client, for `users`.
        public var merchantClientId: String?
        /// Its secret.
        public var merchantClientSecret: Secret?
        /// Scopes to ask for.
        public var merchantScopes: [String]?
        /// Hosts besides the gateway's own that a checkout page may be on.
        public var checkoutHosts: [String]?
        /// The path of the page where users log in.
        public var authorizePath: String?
        /// The path of the token endpoint.
        public var tokenPath: String?
        /// What clients of both gateways can be given.
        public var client: ClientOptions

        /// Settings of a client.
        public init(
            baseUrl: String? = nil, accessKey: Secret? = nil, secretKey: Secret? = nil, profile: SigningProfile? = nil,
            merchantClientId: String? = nil, merchantClientSecret: Secret? = nil, merchantScopes: [String]? = nil,
            checkoutHosts: [String]? = nil, authorizePath: String? = nil, tokenPath: String? = nil,
            client: ClientOptions = ClientOptions()
        ) {
            self.baseUrl = baseUrl
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.profile = profile
            self.merchantClientId = merchantClientId
            self.merchantClientSecret = merchantClientSecret
            self.merchantScopes = merchantScopes
            self.checkoutHosts = checkoutHosts
            self.authorizePath = authorizePath
            self.tokenPath = tokenPath
            self.client = client
        }
    }

    let core: Core

    /// Sets up a client.
    ///
    /// - Throws: ``KaikeiError`` of kind `configuration`, which names the setting.
    public init(_ options: Options = Options()) throws {
        core = try Core(
            gateway: "ito",
            settings: [
                ("base_url", options.baseUrl), ("access_key", options.accessKey), ("secret_key", options.secretKey),
                ("profile", options.profile?.rawValue), ("merchant_client_id", options.merchantClientId),
                ("merchant_client_secret", options.merchantClientSecret), ("merchant_scopes", options.merchantScopes),
                ("checkout_hosts", options.checkoutHosts), ("authorize_path", options.authorizePath),
                ("token_path", options.tokenPath),
            ], options: options.client)
    }

    init(core: Core) { self.core = core }
}

extension ItoJapan: CustomStringConvertible, CustomReflectable {
    /// The name.
    public var description: String { "ItoJapan" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ItoJapan {
    /// Whether an order was paid. Deliver only on `confirmed`.
    public enum Confirmation: Sendable {
        /// The event is about this order, with this amount, and the gateway knows the payment as valid.
        case confirmed
        /// The event is about something else; `field` is the first that differs. Do not deliver.
        case mismatch(field: String)
        /// The gateway knows no such completed payment. Do not deliver.
        case notFound
        /// The gateway could not be asked. Ask again later: do not deliver, and do not cancel.
        case unknown(KaikeiError)
    }

    /// Whether a verified webhook proves that `order` was paid: compares status, `custom`, currency and amount, then asks the
    /// gateway. Take the order from your own records, never from the event.
    ///
    /// - Throws: ``KaikeiError`` if the order or an option breaks a rule, or `CancellationError`.
    public func confirm(_ order: Order, _ event: WebhookEvent, options: CallOptions = .init()) async throws
        -> Confirmation
    {
        let (data, given) = (Data(order.wire.text.utf8), settingsData(try options.settings()))
        let exchange = try native { try core.native.confirm(order: data, event: event.native, options: given) }
        guard
            case .confirmed(let outcome, let field, let failure) = try await core.driver.run(
                exchange, path: { camel($0) })
        else { throw KaikeiError(.internal, "a confirmation ended with something else") }
        try Task.checkCancellation()
        switch (outcome, field, failure) {
        case ("confirmed", _, _): return .confirmed
        case ("mismatch", let field?, _): return .mismatch(field: camel(field))
        case ("unknown", _, let failure?): return .unknown(KaikeiError(failure))
        default: return .notFound
        }
    }
}
