import Foundation

/// One store, for one login after the other: what belongs to an earlier one is not written to it any more.
final class TokenKeeper: Sendable {
    fileprivate let store: any TokenStore
    /// For how many milliseconds a store is waited for: a store that hangs does not stop the next one who asks.
    private let limit: UInt64
    /// One at a time: nothing is read or cleared while something is saved.
    private let gate = Gate()
    private let logins = Locked((last: 0, kept: 0))

    init(_ store: any TokenStore, limit: UInt64 = 30_000) { (self.store, self.limit) = (store, limit) }

    /// The store as the next login sees it. It is that login's own from its first save on.
    func nextStore() -> StoreOfLogin {
        let login = logins.with { logins -> Int in
            logins.last += 1
            return logins.last
        }
        return StoreOfLogin(keeper: self, login: login)
    }

    /// What the store holds, after a save that has begun.
    func load() async throws -> Tokens? {
        guard let hold = try await gate.enter(within: limit) else { throw KaikeiError.slowStore }
        defer { hold.release() }
        return try inTime(try await bounded(by: limit) { [store] in try await store.load() })
    }

    /// Clears the store, for good: after a save that has begun, unless that hangs.
    func clear() async throws {
        // No login so far may save from now on.
        logins.with { logins in
            logins.last += 1
            logins.kept = logins.last
        }
        let hold = try await gate.enter(within: limit)
        // Who leaves meanwhile leaves the gate to the store: it must not clear what is saved later.
        let result = try await errand(by: limit, holding: hold) { [store] in try await store.clear() }
        hold?.release()
        try inTime(result)
    }

    private func inTime<Value>(_ result: Result<Value, any Error>?) throws -> Value {
        guard let result else { throw KaikeiError.slowStore }
        return try result.get()
    }

    fileprivate func owns(_ login: Int) -> Bool { logins.with { login >= $0.kept } }

    fileprivate func begin(_ login: Int) -> @Sendable (Tokens) async throws -> Void {
        logins.with { $0.kept = max($0.kept, login) }
        let place = gate.line()
        return { tokens in
            guard let hold = try await place.enter(within: .max) else { throw CancellationError() }
            defer { hold.release() }
            guard self.owns(login) else { throw KaikeiError.loggedOut }
            try await self.store.save(tokens)
        }
    }
}

/// The store of one login.
struct StoreOfLogin: QueuedStore {
    fileprivate let keeper: TokenKeeper
    fileprivate let login: Int

    /// Whether no later login has begun to save, and the user has not logged out.
    var isCurrent: Bool { keeper.owns(login) }

    func begin() -> @Sendable (Tokens) async throws -> Void { keeper.begin(login) }
    func load() async throws -> Tokens? { try await keeper.load() }
    func save(_ tokens: Tokens) async throws { try await begin()(tokens) }
    func clear() async throws { try await keeper.clear() }
}

extension KaikeiError {
    fileprivate static var slowStore: KaikeiError {
        KaikeiError(.configuration, "tokenStore took too long", field: "tokenStore")
    }
}
