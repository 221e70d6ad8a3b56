import Foundation
internal import KaikeiNative

/// A user who logged in: their tokens, where these are kept, and the gate around their renewal. Shared by all clients that
/// act for them.
final class Session: Sendable {
    let native: NativeSession
    let gate = Gate()
    private let store: (any TokenStore)?
    private let ended = Locked(false)

    init(_ native: NativeSession, _ store: (any TokenStore)?) { (self.native, self.store) = (native, store) }

    var tokens: Tokens {
        get throws { Tokens(try Kaikei.native { try native.tokens() }) }
    }

    /// Whether the gateway has refused to renew the tokens: only another login helps.
    var hasEnded: Bool { ended.with { $0 } }

    /// Notes an error that says so.
    func note(_ error: KaikeiError) {
        let refused = error.kind == .oauth && error.code == "invalid_grant"
        if refused || error.isEndOfSession { ended.with { $0 = true } }
    }

    /// Hands tokens to their store for `limit` milliseconds. Returns why it failed, if it did. Once begun, saving is not
    /// cancelled with the call.
    func save(_ tokens: NativeTokens, within limit: UInt64, holding hold: Gate.Hold) async throws -> String? {
        guard let store else { return nil }
        let result = try await errand(by: limit, holding: hold, saving(tokens, to: store))
        switch result {
        case .success: return nil
        case .failure(let error as KaikeiError):
            if error.isEndOfSession { throw error }
            return error.message
        // The text of others may hold anything.
        case .failure(let error): return "\(type(of: error))"
        case nil: return "it took too long"
        }
    }

    /// Hands over what a renewal brought whose caller has gone. If that fails, the next call does it.
    func keepNewest() async {
        guard let store, let tokens = try? native.tokens() else { return }
        _ = try? await bounded(by: 60_000, saving(tokens, to: store))
    }

    /// What hands tokens to the store; its place among other saves is taken at once.
    private func saving(_ tokens: NativeTokens, to store: any TokenStore) -> @Sendable () async throws -> Void {
        let native = native
        let queued = (store as? any QueuedStore)?.begin()
        return {
            if let queued { try await queued(Tokens(tokens)) } else { try await store.save(Tokens(tokens)) }
            try native.saved(tokens: tokens)
        }
    }
}

/// A store that keeps the order of saves from their very beginning, before they run in a task of their own.
protocol QueuedStore: TokenStore {
    /// Takes the next place, which the save that is returned fills.
    func begin() -> @Sendable (Tokens) async throws -> Void
}

extension KaikeiError {
    /// The user has logged out, or another one has logged in.
    static var loggedOut: KaikeiError {
        KaikeiError(.authentication, "the user's session has ended: let the user log in again", code: "session_ended")
    }

    var isEndOfSession: Bool { kind == .authentication && code == "session_ended" }
}
