import Foundation

/// One store, for one login after the other: what belongs to an earlier one is not written to it any more.
final class TokenKeeper: Sendable {
    let store: any TokenStore
    /// One save at a time, and none while the store is cleared.
    private let gate = Gate()
    private let logins = Locked((last: 0, kept: 0))

    init(_ store: any TokenStore) { self.store = store }

    /// The store as the next login sees it. It is that login's own from its first save on.
    func nextStore() -> any TokenStore {
        let login = logins.with { logins -> Int in
            logins.last += 1
            return logins.last
        }
        return StoreOfLogin(keeper: self, login: login)
    }

    /// Clears the store, for good: after a save that has begun, unless that hangs.
    func clear() async throws {
        // No login so far may save from now on.
        logins.with { logins in
            logins.last += 1
            logins.kept = logins.last
        }
        let hold = try await gate.enter(within: 30_000)
        defer { hold?.release() }
        try await store.clear()
    }

    fileprivate func save(_ tokens: Tokens, of login: Int) async throws {
        guard let hold = try await gate.enter(within: .max) else { throw CancellationError() }
        defer { hold.release() }
        let isCurrent = logins.with { logins -> Bool in
            guard login >= logins.kept else { return false }
            logins.kept = login
            return true
        }
        guard isCurrent else { throw LoggedOut() }
        try await store.save(tokens)
    }
}

private struct StoreOfLogin: TokenStore {
    let keeper: TokenKeeper
    let login: Int

    func load() async throws -> Tokens? { try await keeper.store.load() }
    func save(_ tokens: Tokens) async throws { try await keeper.save(tokens, of: login) }
    func clear() async throws { try await keeper.store.clear() }
}

/// The user has logged out, or another one has logged in: these tokens are kept no more.
private struct LoggedOut: Error {}
