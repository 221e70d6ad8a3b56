import Foundation
internal import KaikeiNative

/// A user who logged in: their tokens, where these are kept, and the gate around their renewal. Shared by all clients that
/// act for them.
final class Session: Sendable {
    let native: NativeSession
    let gate = Gate()
    private let store: (any TokenStore)?

    init(_ native: NativeSession, _ store: (any TokenStore)?) { (self.native, self.store) = (native, store) }

    var tokens: Tokens {
        get throws { Tokens(try Kaikei.native { try native.tokens() }) }
    }

    /// Hands tokens to their store for `limit` milliseconds. Returns why it failed, if it did. Once begun, saving is not
    /// cancelled with the call.
    func save(_ tokens: NativeTokens, within limit: UInt64, holding hold: Gate.Hold) async throws -> String? {
        guard let store else { return nil }
        let native = native
        let result = try await errand(by: limit, holding: hold) {
            try await store.save(Tokens(tokens))
            try native.saved(tokens: tokens)
        }
        switch result {
        case .success: return nil
        // Its text may hold anything.
        case .failure(let error): return "\(type(of: error))"
        case nil: return "it took too long"
        }
    }
}
