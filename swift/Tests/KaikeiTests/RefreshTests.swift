import Foundation
import Testing

@testable import Kaikei

@Suite struct RefreshTests {
    @Test func fiftyCallsRenewOnce() async throws {
        let store = NotingStore()
        let transport = FakeTransport { request in
            await Task.yield()
            return request.path == "/oauth/token" ? granted : me
        }
        let client = try userClient(transport, store: store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await client.me.get() } }
            try await group.waitForAll()
        }
        #expect(transport.paths.filter { $0 == "/oauth/token" }.count == 1 && transport.paths.count == 51)
        #expect(store.saved.count == 1 && store.saved[0].contains("refresh-2"))
        let bearers = Set(transport.all.filter { $0.path != "/oauth/token" }.map { $0.header("authorization") })
        #expect(bearers == ["Bearer new"])
    }

    @Test func aCallerThatLeavesDuringTheRefreshLosesNoTokens() async throws {
        let (arrived, go) = (Signal(), Signal())
        let store = NotingStore()
        let transport = FakeTransport { request in
            guard request.path == "/oauth/token" else { return me }
            arrived.fire()
            _ = await go.wait()
            return granted
        }
        let client = try userClient(transport, store: store)
        let task = Task { try await client.me.get() }
        #expect(await arrived.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // The next call waits at the gate until the answer is there, and sends the spent token to nobody.
        let next = Task { try await client.me.get() }
        go.fire()
        #expect(try await next.value.id == "7")
        #expect(transport.paths == ["/oauth/token", "/api/oauth/user/me"])
        #expect(store.saved.count == 1 && store.saved[0].contains("refresh-2"))
        #expect(try client.tokens?.accessToken.expose() == "new")
    }

    @Test func tokensReachTheStoreThoughNobodyCallsAgain() async throws {
        let (arrived, go) = (Signal(), Signal())
        let store = SlowStore()
        let transport = FakeTransport { _ in
            arrived.fire()
            _ = await go.wait()
            return granted
        }
        let client = try userClient(transport, store: store)
        let task = Task { try await client.me.get() }
        #expect(await arrived.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        go.fire()
        #expect(await store.begun.wait())
        store.go.fire()
    }

    @Test func aCallerThatLeavesDuringASaveDoesNotCutItOff() async throws {
        let store = SlowStore()
        let transport = FakeTransport { $0.path == "/oauth/token" ? granted : me }
        let client = try userClient(transport, store: store)
        let task = Task { try await client.me.get() }
        #expect(await store.begun.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        store.go.fire()
        #expect(try await client.me.get().id == "7")
        #expect(store.saves.with { $0 } == 1)
    }

    @Test func aFailedRefreshLosesNothing() async throws {
        let fails = Locked(true)
        let transport = FakeTransport { request in
            guard request.path == "/oauth/token" else { return me }
            return fails.with { $0 } ? json(#"{"error":"invalid_request"}"#, status: 400) : granted
        }
        let store = NotingStore()
        let client = try userClient(transport, store: store)
        let error = await kaikeiError { _ = try await client.me.get() }
        #expect(error?.kind == .oauth && store.saved.isEmpty)
        #expect(try client.tokens?.refreshToken?.expose() == "refresh-1")
        fails.with { $0 = false }
        #expect(try await client.me.get().id == "7")
    }

    @Test func aStoreThatThrowsIsNamedAndAskedAgain() async throws {
        let store = ThrowingStore()
        let transport = FakeTransport { $0.path == "/oauth/token" ? granted : me }
        let client = try userClient(transport, store: store)
        let error = await kaikeiError { _ = try await client.me.get() }
        #expect(error?.kind == .configuration && error?.field == "tokenStore")
        #expect(error?.message.contains("DiskIsFull") == true && error?.message.contains("HIDDEN") == false)
        #expect(try client.tokens?.accessToken.expose() == "new")
        store.throwing.with { $0 = false }
        #expect(try await client.me.get().id == "7")
        #expect(transport.paths == ["/oauth/token", "/api/oauth/user/me"])
    }

    @Test func aStoreThatHangsIsWaitedForAsLongAsTheCall() async throws {
        let store = SlowStore()
        let transport = FakeTransport { $0.path == "/oauth/token" ? granted : me }
        let client = try userClient(transport, store: store)
        let error = await kaikeiError { _ = try await client.me.get(options: .init(timeout: 0.2)) }
        #expect(error?.field == "tokenStore" || error?.kind == .timeout)
        store.go.fire()
        #expect(try await client.me.get().id == "7")
    }

    @Test func clientsOfOneMerchantShareAToken() async throws {
        let transport = FakeTransport { request in
            request.path == "/oauth/token" ? granted : json(#"{"data":{"balance":"1.00","currency":"USD"}}"#)
        }
        let merchant = try ItoJapan(
            .init(merchantClientId: "m", merchantClientSecret: "s", client: .init(transport: transport)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await merchant.users.balance(.init(user: "1")) } }
            try await group.waitForAll()
        }
        #expect(transport.paths.filter { $0 == "/oauth/token" }.count == 1)
    }
}

private struct DiskIsFull: Error {
    let text = "HIDDEN"
}

private final class ThrowingStore: TokenStore {
    let throwing = Locked(true)

    func load() async throws -> Tokens? { throw DiskIsFull() }
    func save(_ tokens: Tokens) async throws { if throwing.with({ $0 }) { throw DiskIsFull() } }
    func clear() async throws { throw DiskIsFull() }
}

private final class SlowStore: TokenStore {
    let (begun, go) = (Signal(), Signal())
    let saves = Locked(0)

    func load() async throws -> Tokens? { nil }
    func save(_ tokens: Tokens) async throws {
        saves.with { $0 += 1 }
        begun.fire()
        _ = await go.wait()
    }
    func clear() async throws {}
}
