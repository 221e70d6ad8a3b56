import Foundation
import KaikeiTesting
import Testing

@testable import Kaikei

@Suite struct LoginSessionTests {
    private let clock = TestClock(Date(timeIntervalSince1970: 1_800_000_000))
    private let transport = FakeTransport { $0.path == "/oauth/token" ? granted : me }
    private static let callback = "https://app.example/callback"

    private func session(_ store: any TokenStore = MemoryTokenStore()) throws -> LoginSession {
        let client = try ItoJapan(.init(client: .init(transport: transport, clock: clock)))
        return LoginSession(client: client, clientId: "app", redirectUri: Self.callback, tokenStore: store)
    }

    private func back(_ login: Login, _ rest: String = "&code=code-1") throws -> String {
        let items = try #require(URLComponents(url: login.authorizeUrl, resolvingAgainstBaseURL: false)?.queryItems)
        return "\(Self.callback)?state=\(try #require(items.first { $0.name == "state" }?.value))\(rest)"
    }

    @Test func fromTheFirstScreenToLoggingOut() async throws {
        let store = MemoryTokenStore()
        let login = try session(store)
        #expect(try await login.restore() == nil)
        let begun = try login.start()
        // The process ends and begins anew.
        let export = try begun.pending.export()
        let user = try await session(store).finish(PendingLogin(loading: export), redirectUrl: back(begun))
        #expect(try await user.me.get().name == "Taro")
        let restored = try #require(try await login.restore())
        #expect(try await restored.me.get().name == "Taro")
        #expect(transport.paths.filter { $0 == "/oauth/token" }.count == 1)
        try await login.logOut()
        #expect(await store.load() == nil)
        #expect(try await login.restore() == nil)
    }

    @Test func oneSessionHoweverOftenItIsRestored() async throws {
        let store = MemoryTokenStore(try Tokens(loading: #"{"access_token":"a","refresh_token":"r","expires_at":1}"#))
        let login = try session(store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { _ = try await login.restore()?.me.get() } }
            try await group.waitForAll()
        }
        #expect(transport.paths.filter { $0 == "/oauth/token" }.count == 1)
    }

    @Test func whatWrongRedirectsAreCalled() async throws {
        let login = try session()
        for (url, code) in [
            ("\(Self.callback)?state=wrong&code=c", "state_mismatch"), ("\(Self.callback)?code=c", "state_mismatch"),
            ("https://evil.example/callback?code=c", "redirect_mismatch"), ("", "redirect_mismatch"),
            ("not a url \u{0}", "redirect_mismatch"), (String(repeating: "x", count: 100_000), "redirect_mismatch"),
        ] {
            let pending = try login.start().pending
            let error = await kaikeiError { _ = try await login.finish(pending, redirectUrl: url) }
            #expect(error?.kind == .oauth && error?.code == code, "\(url.prefix(50))")
        }
        let begun = try login.start()
        let twice = try back(begun, "&state=again&code=c")
        #expect(
            await kaikeiError { _ = try await login.finish(begun.pending, redirectUrl: twice) }?.code
                == "duplicate_parameter")
        let denied = try back(begun, "&error=access_denied")
        #expect(
            await kaikeiError { _ = try await login.finish(begun.pending, redirectUrl: denied) }?.code
                == "access_denied")
        #expect(transport.paths.isEmpty)
    }

    @Test func aLoginIsUsedOnceAndInTime() async throws {
        let login = try session()
        let begun = try login.start()
        _ = try await login.finish(begun.pending, redirectUrl: back(begun))
        #expect(
            await kaikeiError { _ = try await login.finish(begun.pending, redirectUrl: back(begun)) }?.code
                == "login_used")
        let late = try login.start()
        clock.advance(seconds: 601)
        #expect(
            await kaikeiError { _ = try await login.finish(late.pending, redirectUrl: back(late)) }?.code
                == "login_expired")
        #expect(transport.paths.filter { $0 == "/oauth/token" }.count == 1)
    }

    @Test(arguments: ["", "null", "{}", "[]", "x", #"{"access_token":1}"#, "\u{0}"])
    func exportsThatAreNoneAreRefused(_ text: String) async {
        #expect(await kaikeiError { _ = try PendingLogin(loading: Secret(text)) }?.field == "pendingLogin")
        #expect(await kaikeiError { _ = try Tokens(loading: Secret(text)) }?.field == "tokens")
    }

    @Test func badInputNamesTheField() async throws {
        let client = try ItoJapan()
        for (request, field) in [
            (LoginRequest(clientId: "", redirectUri: Self.callback), "clientId"),
            (LoginRequest(clientId: "a", redirectUri: "http://app.example/"), "redirectUri"),
            (LoginRequest(clientId: "a", redirectUri: "nothing"), "redirectUri"),
        ] {
            let error = await kaikeiError { _ = try client.startLogin(request) }
            #expect(error?.kind == .invalidRequest && error?.field == field)
        }
    }

    @Test func aStoreThatFailsDoesNotFailTheLogin() async throws {
        let store = FailingStore()
        let login = try session(store)
        let begun = try login.start()
        let user = try await login.finish(begun.pending, redirectUrl: back(begun))
        #expect(await kaikeiError { _ = try await user.me.get() }?.field == "tokenStore")
        store.fails.with { $0 = false }
        #expect(try await user.me.get().name == "Taro")
        #expect(store.saves.with { $0 } == 3)
    }

    @Test func aStoreThatCannotBeReadIsAnErrorOfOurs() async throws {
        let store = FailingStore()
        let error = await kaikeiError { _ = try await session(store).restore() }
        #expect(
            error?.kind == .configuration && error?.field == "tokenStore" && error?.message.contains("HIDDEN") == false)
        let out = await kaikeiError { try await session(store).logOut() }
        #expect(out?.kind == .configuration && out?.field == "tokenStore")
    }

    @Test func whoWasLoggedInBeforeDoesNotWriteOverTheNewTokens() async throws {
        let store = MemoryTokenStore(try Tokens(loading: #"{"access_token":"a","refresh_token":"r","expires_at":1}"#))
        let login = try session(store)
        let before = try #require(try await login.restore())
        let begun = try login.start()
        _ = try await login.finish(begun.pending, redirectUrl: back(begun))
        try await store.save(Tokens(loading: #"{"access_token":"of-the-new-login"}"#))
        #expect(await kaikeiError { _ = try await before.me.get() }?.code == "session_ended")
        #expect(try await store.load()?.accessToken.expose() == "of-the-new-login")
    }

    @Test func clientsOfAUserWhoLoggedOutKeepNoTokens() async throws {
        let store = MemoryTokenStore(try Tokens(loading: #"{"access_token":"a","refresh_token":"r","expires_at":1}"#))
        let login = try session(store)
        let user = try #require(try await login.restore())
        try await login.logOut()
        let error = await kaikeiError { _ = try await user.me.get() }
        #expect(error?.kind == .authentication && error?.code == "session_ended")
        #expect(error?.message.contains("LoggedOut") == false)
        // The gate is free for the next one.
        #expect(await kaikeiError { _ = try await user.me.get() }?.code == "session_ended")
        #expect(await store.load() == nil)
    }
}

private final class FailingStore: TokenStore {
    private struct Broken: Error {
        let text = "HIDDEN"
    }
    let fails = Locked(true)
    let saves = Locked(0)

    func load() async throws -> Tokens? { throw Broken() }
    func save(_ tokens: Tokens) async throws {
        saves.with { $0 += 1 }
        if fails.with({ $0 }) { throw Broken() }
    }
    func clear() async throws { throw Broken() }
}
