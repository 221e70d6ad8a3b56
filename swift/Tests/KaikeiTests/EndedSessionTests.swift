import Foundation
import Testing

@testable import Kaikei

/// A session that the gateway has ended, and stores that are slow.
@Suite struct EndedSessionTests {
    private static let callback = "https://app.example/callback"
    private static let old = Secret(#"{"access_token":"a","refresh_token":"r","expires_at":1}"#)

    private func session(
        _ store: any TokenStore, limit: UInt64 = 30_000, _ transport: FakeTransport
    ) throws -> LoginSession {
        let client = try ItoJapan(.init(client: .init(transport: transport)))
        return LoginSession(client, LoginRequest(clientId: "app", redirectUri: Self.callback), store, limit: limit)
    }

    private func back(_ login: Login) throws -> String {
        let items = try #require(URLComponents(url: login.authorizeUrl, resolvingAgainstBaseURL: false)?.queryItems)
        return "\(Self.callback)?state=\(try #require(items.first { $0.name == "state" }?.value))&code=c"
    }

    @Test func aRefusedRenewalLeadsToAnotherLogin() async throws {
        let store = MemoryTokenStore(try Tokens(loading: Self.old))
        let transport = FakeTransport { request in
            guard request.path == "/oauth/token" else { return me }
            let isRefresh = String(decoding: request.body, as: UTF8.self).contains("grant_type=refresh_token")
            return isRefresh ? json(#"{"error":"invalid_grant"}"#, status: 400) : granted
        }
        // The second time after the app began anew.
        for _ in 0..<2 {
            let login = try session(store, transport)
            let user = try #require(try await login.restore())
            #expect(await kaikeiError { _ = try await user.me.get() }?.code == "invalid_grant")
            #expect(try await login.restore() == nil)
        }
        let login = try session(store, transport)
        _ = await kaikeiError { _ = try await login.restore()?.me.get() }
        let begun = try login.start()
        _ = try await login.finish(begun.pending, redirectUrl: back(begun))
        #expect(try await login.restore()?.me.get().name == "Taro")
    }

    @Test func aSessionThatCannotBeRenewedLeadsToAnotherLogin() async throws {
        let store = MemoryTokenStore(try Tokens(loading: #"{"access_token":"a","expires_at":1}"#))
        let login = try session(store, FakeTransport { _ in me })
        let user = try #require(try await login.restore())
        #expect(await kaikeiError { _ = try await user.me.get() }?.code == "session_ended")
        #expect(try await login.restore() == nil)
    }

    @Test func troubleOnTheWayEndsNoSession() async throws {
        let answers: [@Sendable () throws -> HttpResponse] = [
            { throw TransportFailure(phase: .connect, sent: .no, message: "") }, { json("{}", status: 503) },
            { json(#"{"error":"invalid_request"}"#, status: 400) },
        ]
        for answer in answers {
            let store = MemoryTokenStore(try Tokens(loading: Self.old))
            let login = try session(store, FakeTransport { _ in try answer() })
            let user = try #require(try await login.restore())
            #expect(await kaikeiError { _ = try await user.me.get(options: .init(maxRetries: 0)) } != nil)
            #expect(try await login.restore() != nil)
        }
    }

    @Test func aLoginThatIsCancelledWhileItIsSavedIsTheNewestUsers() async throws {
        let store = SlowStore(try Tokens(loading: Self.old))
        let login = try session(store, FakeTransport { $0.path == "/oauth/token" ? granted : me })
        _ = try await login.restore()
        let begun = try login.start()
        let task = Task { try await login.finish(begun.pending, redirectUrl: back(begun)) }
        #expect(await store.saving.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        async let restored = login.restore()
        store.go.fire()
        #expect(try await restored?.tokens?.accessToken.expose() == "new")
    }

    @Test func aStoreThatHangsIsWaitedForOnlySoLong() async throws {
        let login = try session(HangingStore(), limit: 50, FakeTransport { _ in me })
        #expect(await kaikeiError { _ = try await login.restore() }?.message == "tokenStore took too long")
        #expect(await kaikeiError { try await login.logOut() }?.message == "tokenStore took too long")
    }

    @Test func whoWaitsForAStoreThatHangsCanLeave() async throws {
        let store = HangingStore()
        let login = try session(store, FakeTransport { _ in me })
        let reading = Task { try await login.restore() }
        #expect(await store.asked.wait())
        reading.cancel()
        await #expect(throws: CancellationError.self) { try await reading.value }
        let leaving = Task { try await login.logOut() }
        leaving.cancel()
        await #expect(throws: CancellationError.self) { try await leaving.value }
    }

    @Test func anErrandIsBoundedAfterItsCallerHasLeft() async throws {
        let (gate, cancelled, begun) = (Gate(), Signal(), Signal())
        let hold = try await gate.enter(within: 1000)
        let task = Task {
            try await errand(by: 300, holding: hold) {
                begun.fire()
                try? await Task.sleep(nanoseconds: 3_600_000_000_000)
                cancelled.fire()
            }
        }
        #expect(await begun.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(await cancelled.wait())
        #expect(try await gate.enter(within: 60_000) != nil)
    }

    @Test func aStoresOwnWordsAreKept() async throws {
        let store = FileTokenStore(path: "/nowhere/tokens")
        let client = try userClient(FakeTransport { _ in granted }, store: store)
        let error = await kaikeiError { _ = try await client.me.get() }
        #expect(error?.field == "tokenStore" && error?.message.contains("No such file or directory") == true)
    }
}

private final class SlowStore: TokenStore {
    let (saving, go) = (Signal(), Signal())
    private let kept: MemoryTokenStore

    init(_ tokens: Tokens) { kept = MemoryTokenStore(tokens) }

    func load() async -> Tokens? { await kept.load() }
    func save(_ tokens: Tokens) async {
        saving.fire()
        _ = await go.wait()
        await kept.save(tokens)
    }
    func clear() async { await kept.clear() }
}

/// Does not even end when it is cancelled.
private final class HangingStore: TokenStore {
    let asked = Signal()

    private func hang() async {
        asked.fire()
        await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
    }

    func load() async -> Tokens? {
        await hang()
        return nil
    }
    func save(_ tokens: Tokens) async { await hang() }
    func clear() async { await hang() }
}
