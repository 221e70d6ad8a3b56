import Foundation
import Testing

@testable import Kaikei

/// Waits until it is cancelled.
private struct StandingClock: KaikeiClock {
    let waiting = Signal()

    func now() -> Date { Date(timeIntervalSince1970: 1_800_000_000) }
    func sleep(seconds: TimeInterval) async throws {
        waiting.fire()
        try await Task.sleep(nanoseconds: 3_600_000_000_000)
    }
}

@Suite struct CancellationTests {
    @Test func itReachesTheTransport() async throws {
        let (arrived, ended) = (Signal(), Signal())
        let transport = FakeTransport { _ in
            arrived.fire()
            do {
                try await Task.sleep(nanoseconds: 3_600_000_000_000)
            } catch {
                ended.fire()
                throw error
            }
            return me
        }
        let task = Task { try await userClient(transport, expiresAt: never).me.get() }
        #expect(await arrived.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await ended.wait())
        #expect(transport.paths.count == 1)
    }

    @Test func itEndsAWaitAndNothingIsSentAfterwards() async throws {
        let clock = StandingClock()
        let transport = FakeTransport { _ in json("{}", status: 503, headers: [HttpHeader("retry-after", "30")]) }
        let client = try userClient(transport, expiresAt: never, options: .init(clock: clock))
        let task = Task { try await client.me.get() }
        #expect(await clock.waiting.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(transport.paths.count == 1)
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let transport = FakeTransport { _ in me }
        let client = try userClient(transport, expiresAt: never)
        let begin = Signal()
        let task = Task {
            _ = await begin.wait()
            return try await client.me.get()
        }
        task.cancel()
        begin.fire()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(transport.paths.isEmpty)
    }

    @Test func whoWaitsForAnotherCallsTokenCanLeave() async throws {
        let (arrived, go) = (Signal(), Signal())
        let transport = FakeTransport { request in
            guard request.path == "/oauth/token" else { return me }
            arrived.fire()
            _ = await go.wait()
            return granted
        }
        let client = try userClient(transport)
        let first = Task { try await client.me.get() }
        #expect(await arrived.wait())
        let second = Task { try await client.me.get() }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        go.fire()
        #expect(try await first.value.id == "7")
        #expect(transport.paths == ["/oauth/token", "/api/oauth/user/me"])
    }
}
