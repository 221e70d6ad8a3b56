import Foundation
import Testing

@testable import Kaikei

/// The app's snippet of the READMEs, in a function of the main actor, with stand-ins for what Apple's platforms have.
@Suite struct AppLoginTests {
    @MainActor @Test func theSnippetOfTheReadme() async throws {
        let anchor = Anchor()
        let transport = FakeTransport { $0.path == "/oauth/token" ? granted : me }
        let login = LoginSession(
            client: try ItoJapan(.init(client: .init(transport: transport))), clientId: "app",
            redirectUri: "com.example.app:/callback", tokenStore: MemoryTokenStore())
        let user = try await logIn(login) {
            try await WebLogin(anchor: anchor).open($0, redirectUri: "com.example.app:/callback").absoluteString
        }
        #expect(try await user.me.get().name == "Taro")
    }
}

/// Like a view controller: no other actor may touch it.
private final class Anchor {
    var isShown = false
}

@MainActor private struct WebLogin {
    let anchor: Anchor

    func open(_ login: Login, redirectUri: String) async throws -> URL {
        anchor.isShown = true
        let items = URLComponents(url: login.authorizeUrl, resolvingAgainstBaseURL: false)?.queryItems
        let state = items?.first { $0.name == "state" }?.value ?? ""
        return try #require(URL(string: "\(redirectUri)?state=\(state)&code=c"))
    }
}
