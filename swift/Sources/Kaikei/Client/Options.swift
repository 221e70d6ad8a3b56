import Foundation

/// What clients of both gateways can be given. Durations are in seconds.
public struct ClientOptions: Sendable {
    /// Limits a call as a whole: every try, every wait, and fetching a token. Default 60 s.
    public var timeout: TimeInterval?
    /// Limits each try. Default 30 s.
    public var attemptTimeout: TimeInterval?
    /// Limits connecting, TLS included. Default 10 s. For transports that can: `URLSession` has no such limit.
    public var connectTimeout: TimeInterval?
    /// How often a try may be repeated where repeating is safe. Default 2.
    public var maxRetries: Int?
    /// The HTTP client. Default: one ``URLSessionTransport`` for each client.
    public var transport: (any HttpTransport)?
    /// The clock; another than the system's is for tests.
    public var clock: any KaikeiClock

    /// Limits and parts of a client.
    public init(
        timeout: TimeInterval? = nil, attemptTimeout: TimeInterval? = nil, connectTimeout: TimeInterval? = nil,
        maxRetries: Int? = nil, transport: (any HttpTransport)? = nil, clock: any KaikeiClock = SystemClock()
    ) {
        self.timeout = timeout
        self.attemptTimeout = attemptTimeout
        self.connectTimeout = connectTimeout
        self.maxRetries = maxRetries
        self.transport = transport
        self.clock = clock
    }

    /// The limits as the engine's settings.
    func settings() throws -> [(String, (any WireOut)?)] {
        try limits(.configuration, timeout, attemptTimeout, connectTimeout, maxRetries)
    }
}

/// What a call may be given. What is `nil` stays as the client has it. Durations are in seconds.
public struct CallOptions: Sendable, Hashable {
    /// Limits everything: every try, every wait, and fetching a token.
    public var timeout: TimeInterval?
    /// Limits each try.
    public var attemptTimeout: TimeInterval?
    /// Limits connecting, TLS included. For transports that can: `URLSession` has no such limit.
    public var connectTimeout: TimeInterval?
    /// How often a try may be repeated where repeating is safe.
    public var maxRetries: Int?

    /// Options of one call.
    public init(
        timeout: TimeInterval? = nil, attemptTimeout: TimeInterval? = nil, connectTimeout: TimeInterval? = nil,
        maxRetries: Int? = nil
    ) {
        self.timeout = timeout
        self.attemptTimeout = attemptTimeout
        self.connectTimeout = connectTimeout
        self.maxRetries = maxRetries
    }
}

/// Options of a call that carries an idempotency key. Durations are in seconds.
public struct KeyedCallOptions: Sendable, Hashable {
    /// The options that every call has.
    public var call: CallOptions
    /// Your own key instead of a random one: 1 to 255 visible ASCII characters.
    public var idempotencyKey: String?

    /// Options of one call.
    public init(
        idempotencyKey: String? = nil, timeout: TimeInterval? = nil, attemptTimeout: TimeInterval? = nil,
        connectTimeout: TimeInterval? = nil, maxRetries: Int? = nil
    ) {
        call = CallOptions(
            timeout: timeout, attemptTimeout: attemptTimeout, connectTimeout: connectTimeout, maxRetries: maxRetries)
        self.idempotencyKey = idempotencyKey
    }
}

/// The options of either kind of call.
protocol AnyCallOptions {
    func settings() throws -> [(String, (any WireOut)?)]
}

extension CallOptions: AnyCallOptions {
    func settings() throws -> [(String, (any WireOut)?)] {
        try limits(.invalidRequest, timeout, attemptTimeout, connectTimeout, maxRetries)
    }
}

extension KeyedCallOptions: AnyCallOptions {
    func settings() throws -> [(String, (any WireOut)?)] { try call.settings() + [("idempotency_key", idempotencyKey)] }
}

private func limits(
    _ kind: KaikeiError.Kind, _ timeout: TimeInterval?, _ attempt: TimeInterval?, _ connect: TimeInterval?,
    _ retries: Int?
) throws -> [(String, (any WireOut)?)] {
    func seconds(_ field: String, _ value: TimeInterval?) throws -> JSONValue? {
        guard let value else { return nil }
        guard value > 0, value <= 86_400, let number = JSONNumber("\(value)") else {
            let rule = "must be in seconds, more than 0 and at most 24 hours"
            throw KaikeiError(kind, "\(field) \(rule)", field: field)
        }
        return .number(number)
    }
    if let retries, retries < 0 || retries > Int(UInt32.max) {
        throw KaikeiError(kind, "maxRetries must be a whole number from 0", field: "maxRetries")
    }
    return [
        ("timeout", try seconds("timeout", timeout)), ("attempt_timeout", try seconds("attemptTimeout", attempt)),
        ("connect_timeout", try seconds("connectTimeout", connect)), ("max_retries", retries),
    ]
}

/// An object of settings as bytes.
func settingsData(_ members: [(String, (any WireOut)?)]) -> Data {
    let object = JSONObject(members.compactMap { name, value in value.map { (name, $0.wire) } })
    return Data(JSONValue.object(object).text.utf8)
}
