import Foundation
internal import KaikeiNative

extension ItoJapan {
    /// Begins a login with PKCE: open `authorizeUrl` in the user's browser, and keep `pending` until it comes back.
    ///
    /// ``LoginSession`` does this and what follows it in one.
    public func startLogin(_ request: LoginRequest) throws -> Login {
        let login = try native {
            try core.native.startLogin(
                clientId: request.clientId, redirectUri: request.redirectUri, scopes: request.scopes,
                now: core.clock.now().millis)
        }
        guard let url = URL(string: login.authorizeUrl) else {
            throw KaikeiError(.internal, "the authorize URL cannot be read")
        }
        return Login(authorizeUrl: url, pending: PendingLogin(login.pending))
    }

    /// Ends a login with the URL that the browser came back to, and returns a client that acts for the user.
    ///
    /// The code is exchanged once and never repeated. If the store fails, the tokens stay in memory, and the first call offers
    /// them again. When the task is cancelled during the exchange, the code is spent: begin another login.
    ///
    /// - Throws: ``KaikeiError`` of kind `oauth`, whose `code` says why the URL was refused, or another; `CancellationError`.
    public func finishLogin(
        _ pending: PendingLogin, redirectUrl: String, tokenStore: (any TokenStore)? = nil,
        options: CallOptions = .init()
    ) async throws -> ItoJapan {
        let given = settingsData(try options.settings())
        let code = try native { try pending.native.finish(redirectUrl: redirectUrl, now: core.clock.now().millis) }
        let exchange = try native { try core.native.exchangeCode(code: code, options: given) }
        guard case .loggedIn(let user) = try await core.driver.run(exchange, path: { camel($0) }) else {
            throw KaikeiError(.internal, "a login ended with something else")
        }
        let session = Session(user, tokenStore)
        let left = try native { try exchange.timeLeft(now: core.clock.now().millis) }
        // Nobody else knows this session yet: the gate is free.
        if let hold = try await session.gate.enter(within: left) {
            defer { hold.release() }
            let tokens = try native { try user.tokens() }
            // A failure is no error here: the tokens are offered again by the first call.
            if try await session.save(tokens, within: left, holding: hold) == nil {
                try native { try user.saved(tokens: tokens) }
            }
        }
        return try acting(for: session)
    }

    /// A client that acts for a user whose tokens you kept; `clientId` is the app's public client id.
    ///
    /// Make one for each user, and share it: two that were made apart renew the same tokens twice.
    public func withSession(_ tokens: Tokens, clientId: String, tokenStore: (any TokenStore)? = nil) throws -> ItoJapan
    {
        let user = try native { try NativeSession(clientId: clientId, tokens: tokens.native) }
        return try acting(for: Session(user, tokenStore))
    }

    /// The user's newest tokens, if this client acts for one.
    public var tokens: Tokens? {
        get throws { try core.driver.session?.tokens }
    }

    var hasEnded: Bool { core.driver.session?.hasEnded == true }

    func acting(for session: Session) throws -> ItoJapan {
        let client = try native { try core.native.withSession(session: session.native) }
        var driver = core.driver
        driver.session = session
        return ItoJapan(core: Core(client, driver))
    }
}
