import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `URLSession`: the system's TLS, proxies and VPN; no cookies, no cache, no stored credentials, no redirects.
///
/// Reads share connections. Every other request has a session, and so a connection, of its own: on a connection that was
/// used before and that the other side has closed meanwhile, `URLSession` may send a request twice without saying so.
///
/// `URLSession` has no limit for connecting: `connectTimeout` is not kept, `attemptTimeout` is.
public final class URLSessionTransport: HttpTransport {
    private let configuration: @Sendable () -> URLSessionConfiguration
    private let shared: URLSession
    private let exchanges = Exchanges()

    /// A transport with connections of its own.
    ///
    /// - Parameter adapt: Changes what sessions are made with, such as proxies or `waitsForConnectivity`.
    public init(adapt: @escaping @Sendable (URLSessionConfiguration) -> Void = { _ in }) {
        configuration = {
            let configuration = URLSessionConfiguration.ephemeral
            configuration.urlCache = nil
            configuration.urlCredentialStorage = nil
            configuration.httpCookieStorage = nil
            configuration.httpCookieAcceptPolicy = .never
            configuration.httpShouldSetCookies = false
            configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
            adapt(configuration)
            return configuration
        }
        shared = URLSession(configuration: configuration(), delegate: exchanges, delegateQueue: nil)
    }

    deinit { shared.finishTasksAndInvalidate() }

    /// Sends one request.
    public func send(_ request: HttpRequest) async throws -> HttpResponse {
        guard let url = URL(string: request.url), url.host?.isEmpty == false,
            ["http", "https"].contains(url.scheme?.lowercased())
        else { throw TransportFailure(phase: .send, sent: .no, message: "the URL is not valid") }
        // The engine's longest limit is a day.
        let limit = longest(request.attemptTimeout, 86_400)
        guard limit > 0 else { throw TransportFailure(phase: .timeout, sent: .no, message: "no time was left") }
        var outgoing = URLRequest(url: url)
        outgoing.httpMethod = request.method
        // A second limit, in case this process is suspended: `URLSession` counts whole seconds here and there.
        outgoing.timeoutInterval = limit.rounded(.up) + 1
        outgoing.httpShouldHandleCookies = false
        for header in request.headers { outgoing.setValue(header.value, forHTTPHeaderField: header.name) }
        if !request.body.isEmpty { outgoing.httpBody = request.body }
        if request.method == "GET" {
            return try await exchange(outgoing, request, limit, shared, exchanges)
        }
        let own = Exchanges()
        let session = URLSession(configuration: configuration(), delegate: own, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        return try await exchange(outgoing, request, limit, session, own)
    }

    private func exchange(
        _ outgoing: URLRequest, _ request: HttpRequest, _ limit: TimeInterval, _ session: URLSession,
        _ exchanges: Exchanges
    ) async throws -> HttpResponse {
        try Task.checkCancellation()
        let task = session.dataTask(with: outgoing)
        let ongoing = exchanges.begin(task, maxAnswer: request.maxAnswer)
        task.resume()
        switch await ongoing.race.wait(atMost: UInt64(limit * 1000)) {
        case .value(let result): return try result.get()
        case .limit:
            task.cancel()
            let sent: KaikeiError.Sent = ongoing.hasBegunToAnswer ? .yes : .maybe
            throw TransportFailure(phase: .timeout, sent: sent, message: "the answer took too long")
        case .cancelled:
            task.cancel()
            throw CancellationError()
        }
    }
}

// Foundation's sessions hold requests with their headers, and on Linux cannot be walked without a crash.
extension URLSessionTransport: CustomReflectable {
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
