/// Keeps the tokens of one user between runs: ``KeychainTokenStore`` on Apple's platforms, ``FileTokenStore``,
/// ``MemoryTokenStore``, or your own.
///
/// New tokens are handed to it before they are used, since the old refresh token is spent by then. What `save` throws fails
/// the call, whose error has only the name of it; the tokens stay in memory and are offered again by the next call. It has as
/// long as the call has.
public protocol TokenStore: Sendable {
    /// The tokens that were kept last; `nil` if there are none.
    func load() async throws -> Tokens?
    /// Keeps `tokens` in place of earlier ones. If it fails, the earlier ones must still be there.
    func save(_ tokens: Tokens) async throws
    /// Forgets the tokens.
    func clear() async throws
}

/// Keeps tokens until the process ends.
public final class MemoryTokenStore: TokenStore {
    private let tokens: Locked<Tokens?>

    /// A store that holds `tokens`, or nothing.
    public init(_ tokens: Tokens? = nil) { self.tokens = Locked(tokens) }

    /// The tokens that were kept last.
    public func load() async -> Tokens? { tokens.with { $0 } }

    /// Keeps `tokens`.
    public func save(_ tokens: Tokens) async { self.tokens.with { $0 = tokens } }

    /// Forgets the tokens.
    public func clear() async { tokens.with { $0 = nil } }
}
