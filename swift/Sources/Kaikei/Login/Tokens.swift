import Foundation
internal import KaikeiNative

/// A user's access and refresh token. Never printed.
public struct Tokens: Sendable {
    let native: NativeTokens

    init(_ native: NativeTokens) { self.native = native }

    /// Reads what ``export()`` wrote.
    ///
    /// - Throws: ``KaikeiError`` of kind `invalidRequest` if it is something else.
    public init(loading text: Secret) throws {
        native = try Kaikei.native { try NativeTokens.load(text: text.expose()) }
    }

    /// The tokens as text for your own encrypted store.
    public func export() throws -> Secret { try Kaikei.native { Secret(try native.export()) } }

    /// The access token: the bearer token of the calls.
    public var accessToken: Secret {
        get throws { try Kaikei.native { Secret(try native.accessToken()) } }
    }

    /// The refresh token, which is used up by each renewal.
    public var refreshToken: Secret? {
        get throws { try Kaikei.native { try native.refreshToken().map { Secret($0) } } }
    }

    /// When the access token ends, if the server said so.
    public var expiresAt: Date? {
        get throws { try Kaikei.native { try native.expiresAt().map { Date(millis: $0) } } }
    }

    /// The granted scopes, if the server named them.
    public var scope: String? {
        get throws { try Kaikei.native { try native.scope() } }
    }
}

extension Tokens: CustomStringConvertible, CustomReflectable {
    /// `[secret]`
    public var description: String { Secret.mask }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
