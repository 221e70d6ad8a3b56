import Foundation
import KaikeiTesting
import Testing

@testable import Kaikei

/// Transports of the application's own that do what they should not.
@Suite struct TransportTests {
    private struct OwnProblem: Error {
        let text = "HIDDEN-VALUE"
    }

    private let once = CallOptions(maxRetries: 0)

    private func payments(_ transport: any HttpTransport) throws -> ItoJapan {
        try ItoJapan(.init(accessKey: "a", secretKey: "b", client: .init(transport: transport)))
    }

    @Test func whatATransportThrowsIsNamedWithoutItsText() async throws {
        let transport = FakeTransport { _ in throw OwnProblem() }
        let read = await kaikeiError { _ = try await userClient(transport, expiresAt: never).me.get(options: once) }
        #expect(read?.kind == .connection && read?.sent == .maybe && read?.message.contains("OwnProblem") == true)
        #expect(read?.message.contains("HIDDEN") == false)
        let payment = await kaikeiError { _ = try await payments(transport).payments.create(examplePayment) }
        #expect(payment?.kind == .outcomeUnknown && payment?.reference == "ORDER-1")
        #expect(transport.paths.filter { $0.contains("payment") }.count == 1)
    }

    @Test func aTransportThatSaysNothingWasSentIsAskedAgain() async throws {
        let clock = TestClock()
        let transport = FakeTransport { _ in throw TransportFailure(phase: .connect, sent: .no, message: "no network") }
        let client = try ItoJapan(
            .init(accessKey: "a", secretKey: "b", client: .init(transport: transport, clock: clock)))
        let error = await kaikeiError { _ = try await client.payments.create(examplePayment) }
        #expect(
            error?.kind == .connection && error?.sent == .no && transport.paths.count == 3 && clock.waits.count == 2)
    }

    @Test func aTransportThatHangsAndDoesNotCareIsLeftBehind() async throws {
        let hung = Locked<[CheckedContinuation<Void, Never>]>([])
        let transport = FakeTransport { _ in
            await withCheckedContinuation { continuation in hung.with { $0.append(continuation) } }
            return me
        }
        let options = CallOptions(attemptTimeout: 0.05, maxRetries: 0)
        let client = try userClient(transport, expiresAt: never)
        let error = await kaikeiError { _ = try await client.me.get(options: options) }
        #expect(error?.kind == .timeout && error?.sent == .maybe)
        // Cancelling does not wait for it either.
        let task = Task { try await client.me.get() }
        while hung.with({ $0.count }) < 2 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        hung.with { $0.forEach { $0.resume() } }
    }

    private static let garbage = [
        HttpResponse(status: -1), HttpResponse(status: 99_999), HttpResponse(status: 200), HttpResponse(status: 302),
        json("<html>"), HttpResponse(status: 200, body: Data([0xFF, 0xFE, 0])),
        HttpResponse(status: 200, headers: [HttpHeader("", ""), HttpHeader("\n", "\u{0}")], body: Data("{".utf8)),
        json(String(repeating: "[", count: 1_000_000)),
        json(#"{"data":{"id":"\#(String(repeating: "1", count: 20_000_000))"}}"#),
    ]

    @Test(arguments: garbage)
    func garbageIsAnInvalidResponse(_ response: HttpResponse) async throws {
        let error = await kaikeiError {
            _ = try await userClient(FakeTransport { _ in response }, expiresAt: never).me.get(options: once)
        }
        #expect(error?.kind == .invalidResponse || error?.kind == .api, "\(response): \(String(describing: error))")
    }

    @Test func twoHundredCallsAtOnce() async throws {
        let server = try LoopbackServer { _, _ in .answer(http(#"{"data":{"id":7}}"#)) }
        defer { server.stop() }
        var options = ItoJapan.Options(baseUrl: server.url)
        options.client.timeout = 300
        options.client.attemptTimeout = 300
        let tokens = try Tokens(loading: #"{"access_token":"a"}"#)
        let client = try ItoJapan(options).withSession(tokens, clientId: "app")
        let ids = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<200 { group.addTask { try await client.me.get().id } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ids == Array(repeating: "7", count: 200) && server.heads.count == 200)
    }
}
