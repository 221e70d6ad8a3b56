import Foundation

/// A user's login from the first screen to logging out: the whole of it in an app.
///
/// ```swift
/// let login = LoginSession(client: client, clientId: "…", redirectUri: "https://app.example/callback", tokenStore: store)
/// let user = try await login.restore() ?? login.finish(pending, redirectUrl: url)
/// ```
///
/// Tokens are renewed by themselves, once however many calls need them, and kept in the store before they are used. Make one
/// for each user of the app; it may be used from any task.
public final class LoginSession: Sendable {
    private let client: ItoJapan
    private let request: LoginRequest
    private let keeper: TokenKeeper
    /// One restores, finishes or logs out at a time.
    private let gate = Gate()
    private let current = Locked<(user: ItoJapan, store: StoreOfLogin)?>(nil)

    /// A login of users of `client`, which has no user yet.
    ///
    /// - Parameters:
    ///   - client: A client without a merchant's keys.
    ///   - clientId: The app's public client id.
    ///   - redirectUri: Where the user's browser comes back to, exactly as registered.
    ///   - scopes: Scopes to ask for.
    ///   - tokenStore: Keeps the user's tokens between runs.
    public init(
        client: ItoJapan, clientId: String, redirectUri: String, scopes: [String] = [], tokenStore: any TokenStore
    ) {
        self.client = client
        request = LoginRequest(clientId: clientId, redirectUri: redirectUri, scopes: scopes)
        keeper = TokenKeeper(tokenStore)
    }

    /// The same with another limit for the store, in milliseconds.
    init(_ client: ItoJapan, _ request: LoginRequest, _ tokenStore: any TokenStore, limit: UInt64) {
        (self.client, self.request, keeper) = (client, request, TokenKeeper(tokenStore, limit: limit))
    }

    /// Begins a login: open `authorizeUrl` in the user's browser, and keep `pending`, or its export, until it comes back.
    public func start() throws -> Login { try client.startLogin(request) }

    /// Ends a login with the URL that the browser came back to: hands the tokens to the store, and returns a client that acts
    /// for the user. If the store fails, the tokens stay in memory and are offered to it again by the first call.
    ///
    /// The code is good for one exchange: when the task is cancelled meanwhile, ``start()`` anew.
    ///
    /// - Throws: ``KaikeiError`` of kind `oauth`, whose `code` says why the URL was refused, or another; `CancellationError`.
    public func finish(_ pending: PendingLogin, redirectUrl: String, options: CallOptions = .init()) async throws
        -> ItoJapan
    {
        try await alone {
            let store = keeper.nextStore()
            let user = try await client.finishLogin(
                pending, redirectUrl: redirectUrl, tokenStore: store, options: options)
            current.with { $0 = (user, store) }
            return user
        }
    }

    /// The same with a URL.
    public func finish(_ pending: PendingLogin, redirectUrl: URL, options: CallOptions = .init()) async throws
        -> ItoJapan
    {
        try await finish(pending, redirectUrl: redirectUrl.absoluteString, options: options)
    }

    /// The client of the user who is logged in, or who was when the app last ran; `nil` if there is none, or if the gateway
    /// has refused to renew the tokens (`session_ended`, `invalid_grant`): then ``start()`` anew.
    ///
    /// - Throws: ``KaikeiError`` of kind `configuration` with the field `tokenStore` if the store fails or holds rubbish;
    ///   `CancellationError`.
    public func restore() async throws -> ItoJapan? {
        try await alone {
            // A login that was cancelled while its tokens were saved has replaced the one before.
            if let (user, store) = current.with({ $0 }), store.isCurrent { return user.hasEnded ? nil : user }
            guard let tokens = try await stored({ try await keeper.load() }) else { return nil }
            let store = keeper.nextStore()
            let user = try client.withSession(tokens, clientId: request.clientId, tokenStore: store)
            current.with { $0 = (user, store) }
            return user
        }
    }

    /// Forgets the user: clears the store, which clients of the user then write to no more. Tokens are not revoked: the gateway
    /// has no call for that.
    ///
    /// - Throws: ``KaikeiError`` of kind `configuration` with the field `tokenStore` if the store fails; `CancellationError`.
    public func logOut() async throws {
        try await alone {
            current.with { $0 = nil }
            try await stored { try await keeper.clear() }
        }
    }

    private func alone<Value>(_ work: () async throws -> Value) async throws -> Value {
        guard let hold = try await gate.enter(within: .max) else { throw CancellationError() }
        defer { hold.release() }
        return try await work()
    }

    /// What a store throws becomes an error of ours, without its text.
    private func stored<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as KaikeiError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw KaikeiError(.configuration, "tokenStore failed: \(type(of: error))", field: "tokenStore")
        }
    }
}
