import Foundation

/// An HTTP client. The default one is ``URLSessionTransport``.
///
/// It sends a request exactly once: it follows no redirect, repeats nothing, verifies TLS, keeps to the request's time
/// limits, stops reading past `maxAnswer`, ends when its task is cancelled, and says honestly whether bytes may have left.
public protocol HttpTransport: Sendable {
    /// Sends one request.
    ///
    /// - Throws: ``TransportFailure``. Whatever else is thrown counts as a failure while sending, of a request that may have
    ///   been sent; errors then have the name of its type, never its text.
    func send(_ request: HttpRequest) async throws -> HttpResponse
}

/// A header.
public struct HttpHeader: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: String

    /// A header.
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

extension HttpHeader: CustomStringConvertible, CustomReflectable {
    /// The name only: values hold keys.
    public var description: String { "\(name): [masked]" }
    /// The name only.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// A request to send exactly once. Only method and address are printed, without the query.
public struct HttpRequest: Sendable {
    /// `GET` or another method.
    public let method: String
    /// The absolute URL.
    public let url: String
    /// Names in lower case, values of visible ASCII.
    public let headers: [HttpHeader]
    /// The body; empty for none.
    public let body: Data
    /// For connecting, TLS included, in seconds.
    public let connectTimeout: TimeInterval
    /// For the whole try, in seconds.
    public let attemptTimeout: TimeInterval
    /// Stop reading the answer past this many bytes, and hand over what was read: it is refused.
    public let maxAnswer: Int

    /// A request. The engine makes those of calls; this is for tests of a transport of your own.
    public init(
        method: String, url: String, headers: [HttpHeader] = [], body: Data = Data(), connectTimeout: TimeInterval = 10,
        attemptTimeout: TimeInterval = 30, maxAnswer: Int = 1_048_576
    ) {
        (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
        (self.connectTimeout, self.attemptTimeout, self.maxAnswer) = (connectTimeout, attemptTimeout, maxAnswer)
    }
}

extension HttpRequest: CustomStringConvertible, CustomReflectable {
    /// Method and address.
    public var description: String { "\(method) \(url.prefix { $0 != "?" })" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// An answer, whole.
public struct HttpResponse: Sendable {
    /// The status code.
    public let status: Int
    /// Headers as received; names in any case.
    public let headers: [HttpHeader]
    /// The body's bytes.
    public let body: Data

    /// An answer.
    public init(status: Int, headers: [HttpHeader] = [], body: Data = Data()) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }
}

extension HttpResponse: CustomStringConvertible, CustomReflectable {
    /// The status.
    public var description: String { "HTTP \(status), \(body.count) bytes" }
    /// The status.
    public var customMirror: Mirror { Mirror(self, children: ["status": status]) }
}

/// A try that brought no answer.
public struct TransportFailure: Error, Sendable, Hashable {
    /// How far a try got before it failed.
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        /// Name lookup or TCP connection.
        case connect
        /// The TLS handshake.
        case tls
        /// Writing the request.
        case send
        /// Waiting for or reading the answer.
        case receive
        /// A time limit passed.
        case timeout
        /// The caller gave up.
        case cancelled
    }

    /// How far it got.
    public let phase: Phase
    /// Whether bytes may have left. When in doubt: `maybe`.
    public let sent: KaikeiError.Sent
    /// For developers; must hold no header, body or query.
    public let message: String

    /// A failure.
    public init(phase: Phase, sent: KaikeiError.Sent, message: String) {
        (self.phase, self.sent, self.message) = (phase, sent, message)
    }
}
