import Foundation
internal import KaikeiNative

/// What a login needs to know.
public struct LoginRequest: Sendable, Hashable {
    /// The app's public client id. There is no client secret in an app.
    public var clientId: String
    /// Where the user's browser comes back to, exactly as registered. Its port is free on loopback.
    public var redirectUri: String
    /// Scopes to ask for; none by default.
    public var scopes: [String]

    /// What a login needs to know.
    public init(clientId: String, redirectUri: String, scopes: [String] = []) {
        (self.clientId, self.redirectUri, self.scopes) = (clientId, redirectUri, scopes)
    }
}

/// A login that has begun. Its URL is printed without the query, which holds the state.
public struct Login: Sendable {
    /// Open this in the user's browser.
    public let authorizeUrl: URL
    /// Keep this until the browser comes back.
    public let pending: PendingLogin
}

extension Login: CustomStringConvertible, CustomReflectable {
    /// The page, without the query.
    public var description: String { "Login(\(authorizeUrl.absoluteString.prefix { $0 != "?" }))" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A login between the browser's leaving and its return. Used once, within 10 minutes. Never printed.
public struct PendingLogin: Sendable {
    let native: NativePendingLogin

    init(_ native: NativePendingLogin) { self.native = native }

    /// Reads what ``export()`` wrote.
    ///
    /// - Throws: ``KaikeiError`` of kind `invalidRequest` if it is something else.
    public init(loading text: Secret) throws {
        native = try Kaikei.native { try NativePendingLogin.load(text: text.expose()) }
    }

    /// The login as text, to survive the end of the process: the system may end an app while its user is in the browser.
    public func export() throws -> Secret { try Kaikei.native { Secret(try native.export()) } }
}

extension PendingLogin: CustomStringConvertible, CustomReflectable {
    /// `[secret]`
    public var description: String { Secret.mask }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
