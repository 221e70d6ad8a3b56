import Foundation

/// A client of UnivaPay. Copies share connections. Everything here may be used from any task.
public struct UnivaPay: Sendable {
    /// Where UnivaPay is.
    public enum BaseUrl: Sendable, Hashable {
        /// The document's host: `https://api.gyro-n.money`.
        case gyroN
        /// `https://api.univapay.com`
        case univapay
        /// Another URL; plain `http` only to this machine.
        case own(String)

        var text: String {
            switch self {
            case .gyroN: "gyro-n"
            case .univapay: "univapay"
            case .own(let url): url
            }
        }
    }

    /// What a client of UnivaPay can be given.
    public struct Options: Sendable {
        /// The application token.
        public var jwt: Secret
        /// Its secret; never in an app.
        public var secret: Secret?
        /// Where the gateway is. Default: the document's host.
        public var baseUrl: BaseUrl?
        /// The `Origin` that the application token is bound to.
        public var origin: String?
        /// Whether parameters are checked before they are sent. Default true.
        public var checkParameters: Bool?
        /// What clients of both gateways can be given.
        public var client: ClientOptions

        /// Settings of a client.
        public init(
            jwt: Secret, secret: Secret? = nil, baseUrl: BaseUrl? = nil, origin: String? = nil,
            checkParameters: Bool? = nil,
            client: ClientOptions = ClientOptions()
        ) {
            self.jwt = jwt
            self.secret = secret
            self.baseUrl = baseUrl
            self.origin = origin
            self.checkParameters = checkParameters
            self.client = client
        }
    }

    let core: Core

    /// Sets up a client.
    ///
    /// - Throws: ``KaikeiError`` of kind `configuration`, which names the setting.
    public init(_ options: Options) throws {
        core = try Core(
            gateway: "univapay",
            settings: [
                ("jwt", options.jwt), ("secret", options.secret), ("base_url", options.baseUrl?.text),
                ("origin", options.origin), ("check_parameters", options.checkParameters),
            ], options: options.client)
    }
}

extension UnivaPay: CustomStringConvertible, CustomReflectable {
    /// The name.
    public var description: String { "UnivaPay" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
