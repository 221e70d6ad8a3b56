#if canImport(AuthenticationServices) && !os(watchOS) && !os(tvOS)
    import AuthenticationServices

    /// Shows the gateway's login page in the system's browser sheet.
    @MainActor
    public struct WebLogin {
        private let anchor: any ASWebAuthenticationPresentationContextProviding
        private let isEphemeral: Bool

        /// A browser sheet.
        ///
        /// - Parameters:
        ///   - anchor: Says which window the sheet belongs to.
        ///   - isEphemeral: Whether the sheet forgets who signed in. Default: it shares Safari's cookies.
        public init(anchor: any ASWebAuthenticationPresentationContextProviding, isEphemeral: Bool = false) {
            (self.anchor, self.isEphemeral) = (anchor, isEphemeral)
        }

        /// Shows the page, and returns the URL that it comes back to: `finish(login.pending, redirectUrl: url)`.
        ///
        /// - Throws: `CancellationError` if the user closes the sheet, or the task is cancelled.
        public func open(_ login: Login, redirectUri: String) async throws -> URL {
            guard let redirect = URL(string: redirectUri), let scheme = redirect.scheme?.lowercased() else {
                throw KaikeiError.invalid("redirectUri", "must be an absolute URL")
            }
            let race = Race<Result<URL, any Error>>()
            let done: @Sendable (URL?, (any Error)?) -> Void = { url, error in
                if let url {
                    race.end(.value(.success(url)))
                } else if (error as? ASWebAuthenticationSessionError)?.code == .canceledLogin {
                    race.end(.cancelled)
                } else {
                    let failed = KaikeiError(
                        .configuration, "the browser sheet failed: look at redirectUri", field: "redirectUri")
                    race.end(.value(.failure(failed)))
                }
            }
            let session = try session(login.authorizeUrl, redirect, scheme, done)
            session.presentationContextProvider = anchor
            session.prefersEphemeralWebBrowserSession = isEphemeral
            guard session.start() else {
                throw KaikeiError(.configuration, "the browser sheet cannot be shown: look at anchor", field: "anchor")
            }
            // The engine takes a login for ten minutes.
            switch await race.wait(atMost: 600_000) {
            case .value(let result): return try result.get()
            case .limit, .cancelled:
                session.cancel()
                throw CancellationError()
            }
        }

        private func session(
            _ page: URL, _ redirect: URL, _ scheme: String, _ done: @escaping @Sendable (URL?, (any Error)?) -> Void
        ) throws -> ASWebAuthenticationSession {
            guard scheme == "https" else {
                return ASWebAuthenticationSession(url: page, callbackURLScheme: scheme, completionHandler: done)
            }
            if #available(iOS 17.4, macOS 14.4, visionOS 1.1, *), let host = redirect.host {
                let callback = ASWebAuthenticationSession.Callback.https(host: host, path: redirect.path)
                return ASWebAuthenticationSession(url: page, callback: callback, completionHandler: done)
            }
            throw KaikeiError(
                .configuration, "redirectUri with https needs iOS 17.4 or macOS 14.4: use a scheme of your own",
                field: "redirectUri")
        }
    }
#endif
