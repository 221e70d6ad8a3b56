import Foundation
internal import KaikeiNative

/// The loop that drives an exchange of the engine.
struct Driver: Sendable {
    /// A transport that does not keep to its limit is given so many milliseconds more: its own word on how far it got is
    /// better than none.
    private static let grace: UInt64 = 500
    private static let slowStore = "it took too long"

    let transport: any HttpTransport
    let clock: any KaikeiClock
    /// Around the merchant's token requests.
    let gate: Gate
    /// The user that the client acts for.
    var session: Session?

    /// Runs one call to its last step. Cancelling the task cancels it: nothing is sent afterwards.
    func run(_ exchange: NativeExchange, path: (String) -> String) async throws -> NativeStep {
        var hold: Gate.Hold?
        defer { hold?.release() }
        while true {
            let step = try native(path: path) { try exchange.step(now: clock.now().millis) }
            switch step {
            // An answer that is there is handed over, cancelled or not.
            case .done, .loggedIn, .confirmed: return step
            case .failed(let failure):
                if failure.kind == KaikeiError.Kind.cancelled.rawValue { try Task.checkCancellation() }
                let error = KaikeiError(failure, path: path)
                session?.note(error)
                throw error
            case .send, .wait, .save: try Task.checkCancellation()
            }
            switch step {
            case .send(let request) where request.purpose != .call && hold == nil:
                // Inside, the exchange is asked again: the token may be there by then. Waiting for another call's token
                // counts against this call's limits.
                hold = try await gate(of: request.purpose).enter(within: request.attemptTimeout)
            case .send(let request):
                if request.purpose == .call {
                    hold?.release()
                    hold = nil
                }
                let result: Result<HttpResponse, any Error>?
                if request.purpose == .refresh, let session, let held = hold {
                    // While the errand runs, the gate is its own: should the caller give up, the answer still arrives.
                    hold = nil
                    result = try await refresh(session, request, held)
                    hold = held
                } else {
                    result = try await send(request)
                }
                try tell(exchange, result)
            case .wait(let millis):
                try await clock.sleep(seconds: TimeInterval(millis) / 1000)
            case .save(let tokens):
                let left = try native { try exchange.timeLeft(now: clock.now().millis) }
                guard let session, let held = hold else {
                    // Two calls must not save at once; the other may have saved these tokens by then.
                    hold = try await gate(of: .refresh).enter(within: left)
                    if hold == nil { try native { try exchange.onSaved(problem: Self.slowStore) } }
                    continue
                }
                hold = nil
                let problem = try await session.save(tokens, within: left, holding: held)
                hold = held
                try native { try exchange.onSaved(problem: problem) }
            case .done, .loggedIn, .confirmed, .failed: break
            }
        }
    }

    private func gate(of purpose: NativePurpose) -> Gate {
        if purpose == .refresh, let session { session.gate } else { gate }
    }

    private func send(_ request: NativeRequest) async throws -> Result<HttpResponse, any Error>? {
        let transport = transport
        return try await bounded(by: request.attemptTimeout + Self.grace) {
            try await transport.send(HttpRequest(request))
        }
    }

    /// Sends a refresh, whose answer is the session's, whoever is still waiting: the refresh token is spent once it was sent.
    private func refresh(
        _ session: Session, _ request: NativeRequest, _ hold: Gate.Hold
    ) async throws -> Result<HttpResponse, any Error>? {
        let (transport, clock) = (transport, clock)
        // The process may end before the next call, which would offer the tokens to the store.
        let keep: @Sendable () async -> Void = { await session.keepNewest() }
        return try await errand(by: request.attemptTimeout + Self.grace, holding: hold, abandoned: keep) {
            let response = try await transport.send(HttpRequest(request))
            try native {
                try session.native.acceptAnswer(
                    sent: request.body, response: NativeResponse(response), now: clock.now().millis)
            }
            return response
        }
    }

    private func tell(_ exchange: NativeExchange, _ result: Result<HttpResponse, any Error>?) throws {
        let now = clock.now().millis
        try native {
            switch result {
            case .success(let response): try exchange.onResponse(response: NativeResponse(response), now: now)
            case .failure(let error): try exchange.onFailure(failure: NativeTransportFailure(error), now: now)
            case nil:
                let late = TransportFailure(phase: .timeout, sent: .maybe, message: "the transport took too long")
                try exchange.onFailure(failure: NativeTransportFailure(late), now: now)
            }
        }
    }
}

extension HttpRequest {
    init(_ request: NativeRequest) {
        self.init(
            method: request.method, url: request.url, headers: request.headers.map { HttpHeader($0.name, $0.value) },
            body: request.body, connectTimeout: TimeInterval(request.connectTimeout) / 1000,
            attemptTimeout: TimeInterval(request.attemptTimeout) / 1000, maxAnswer: Int(clamping: request.maxAnswer))
    }
}

extension NativeResponse {
    /// A status that is none reads as 0, which the engine refuses.
    init(_ response: HttpResponse) {
        self.init(
            status: UInt16(exactly: response.status) ?? 0,
            headers: response.headers.map { NativeHeader(name: $0.name, value: $0.value) }, body: response.body)
    }
}

extension NativeTransportFailure {
    init(_ error: any Error) {
        let failure =
            error as? TransportFailure
            ?? TransportFailure(phase: .send, sent: .maybe, message: "the transport failed: \(type(of: error))")
        let phase: Phase =
            switch failure.phase {
            case .connect: .connect
            case .tls: .tls
            case .send: .send
            case .receive: .receive
            case .timeout: .timeout
            case .cancelled: .cancelled
            }
        let sent: Sent =
            switch failure.sent {
            case .no: .no
            case .maybe: .maybe
            case .yes: .yes
            }
        self.init(phase: phase, sent: sent, text: failure.message)
    }
}
