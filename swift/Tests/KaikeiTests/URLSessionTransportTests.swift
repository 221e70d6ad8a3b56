import Foundation
import Testing

@testable import Kaikei

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite struct URLSessionTransportTests {
    private let transport = URLSessionTransport()

    private func post(_ url: String) -> HttpRequest { HttpRequest(method: "POST", url: url, body: Data("a=1".utf8)) }

    private func failure(_ request: HttpRequest) async -> TransportFailure? {
        do {
            _ = try await transport.send(request)
            return nil
        } catch {
            return error as? TransportFailure
        }
    }

    /// A connection that was used before, and that the server closes when the next request comes over it: an HTTP library
    /// likes to repeat that one by itself.
    @Test func nothingButAReadIsRepeatedOnADeadConnection() async throws {
        let server = try LoopbackServer { number, _ in number == 1 ? .answer(http("{}")) : .close }
        defer { server.stop() }
        _ = try await transport.send(HttpRequest(method: "GET", url: server.url))
        let lost = await failure(post(server.url))
        #expect(lost?.sent == .maybe && lost?.phase == .send)
        #expect(server.heads.filter { $0.hasPrefix("POST") }.count == 1)
    }

    @Test func onePostAfterTheOtherArrivesOnceEach() async throws {
        let server = try LoopbackServer { number, _ in number % 2 == 1 ? .answer(http("{}")) : .close }
        defer { server.stop() }
        _ = try await transport.send(post(server.url))
        _ = await failure(post(server.url))
        _ = try await transport.send(post(server.url))
        #expect(server.heads.count == 3)
    }

    @Test func aRefusedConnectionWasNeverUsed() async throws {
        let server = try LoopbackServer { _, _ in .close }
        server.stop()
        let refused = await failure(post(server.url))
        #expect(refused?.phase == .connect && refused?.sent == .no)
    }

    @Test func redirectsAreHandedOver() async throws {
        let server = try LoopbackServer { _, _ in
            .answer(http("", status: "302 Found", headers: "Location: /elsewhere\r\n"))
        }
        defer { server.stop() }
        for request in [HttpRequest(method: "GET", url: server.url), post(server.url)] {
            #expect(try await transport.send(request).status == 302)
        }
        #expect(server.heads.count == 2 && server.heads.allSatisfy { !$0.contains("elsewhere") })
    }

    @Test func cookiesAreForgotten() async throws {
        let server = try LoopbackServer { _, _ in .answer(http("{}", headers: "Set-Cookie: a=HIDDEN; Path=/\r\n")) }
        defer { server.stop() }
        for _ in 0..<2 { _ = try await transport.send(HttpRequest(method: "GET", url: server.url)) }
        #expect(server.heads.count == 2 && server.heads.allSatisfy { !$0.lowercased().contains("cookie") })
    }

    @Test func credentialsAreNotAskedFor() async throws {
        let server = try LoopbackServer { _, _ in
            .answer(http("{}", status: "401 Unauthorized", headers: "WWW-Authenticate: Basic realm=\"x\"\r\n"))
        }
        defer { server.stop() }
        #expect(try await transport.send(HttpRequest(method: "GET", url: server.url)).status == 401)
    }

    @Test func anAnswerIsReadToItsLimit() async throws {
        let server = try LoopbackServer { _, _ in
            .stall("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + String(repeating: "x", count: 5000))
        }
        defer { server.stop() }
        // The server never sends the rest: only the limit ends it.
        let answer = try await transport.send(HttpRequest(method: "GET", url: server.url, maxAnswer: 1000))
        #expect(answer.status == 200 && answer.body.count > 1000 && answer.body.count <= 5000)
    }

    @Test func aLimitOfTimeKnowsWhetherAnAnswerHadBegun() async throws {
        let silent = try LoopbackServer { _, _ in .stall("") }
        let begun = try LoopbackServer { _, _ in .stall("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345") }
        defer { [silent, begun].forEach { $0.stop() } }
        let late = await failure(HttpRequest(method: "GET", url: silent.url, attemptTimeout: 0.3))
        #expect(late?.phase == .timeout && late?.sent == .maybe)
        let cut = await failure(HttpRequest(method: "GET", url: begun.url, attemptTimeout: 2))
        #expect(cut?.phase == .timeout && cut?.sent == .yes)
    }

    @Test func anAnswerThatBreaksOffHadBegun() async throws {
        let server = try LoopbackServer { _, _ in .cut("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123") }
        defer { server.stop() }
        let cut = await failure(HttpRequest(method: "GET", url: server.url))
        #expect(cut?.phase == .receive && cut?.sent == .yes)
    }

    @Test func cancellingClosesTheConnection() async throws {
        let arrived = Signal()
        let server = try LoopbackServer { _, _ in
            arrived.fire()
            return .stall("")
        }
        defer { server.stop() }
        let client = try ItoJapan(.init(baseUrl: server.url)).withSession(
            Tokens(loading: #"{"access_token":"a"}"#), clientId: "app")
        let task = Task { try await client.me.get() }
        #expect(await arrived.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await server.closed.wait())
        #expect(server.heads.count == 1)
    }

    /// The host's first address refuses, the second takes the request and closes: libcurl remembers the refusal.
    @Test func aRequestThatWentToTheSecondAddressMayHaveBeenSent() async throws {
        let server = try LoopbackServer { _, _ in .close }
        defer { server.stop() }
        let url = server.url.replacingOccurrences(of: "127.0.0.1", with: "localhost")
        let lost = await failure(HttpRequest(method: "POST", url: url))
        #expect(lost?.sent == .maybe && lost?.phase == .send, "\(String(describing: lost))")
        #expect(server.heads.count == 1)
    }

    @Test func aHostThatIsNotThere() async {
        let nowhere = await failure(post("http://nowhere.invalid"))
        #expect(nowhere?.phase == .connect && nowhere?.sent == .no)
    }

    @Test func whatURLSessionSaysOfTheWay() {
        func of(_ code: URLError.Code, _ text: String = "", begun: Bool = false, bytes: Int64 = 0) -> [String] {
            let error = URLError(code, userInfo: [NSLocalizedDescriptionKey: text])
            let failure = TransportFailure(error, hasBegunToAnswer: begun, bytesSent: bytes)
            return [failure.phase.rawValue, failure.sent.rawValue]
        }
        let refused = "Failed to connect to localhost port 1 after 0 ms"
        #expect(of(.cannotConnectToHost, refused) == ["connect", "no"])
        #expect(of(.cannotConnectToHost, refused, bytes: 1) == ["connect", "maybe"])
        #if canImport(FoundationNetworking)
            #expect(of(.unsupportedURL) == ["send", "maybe"])
            #expect(of(.cannotConnectToHost, "Empty reply from server") == ["send", "maybe"])
        #endif
        #expect(of(.timedOut) == ["timeout", "maybe"] && of(.timedOut, begun: true) == ["timeout", "yes"])
        #expect(of(.networkConnectionLost) == ["send", "maybe"])
        #expect(of(.networkConnectionLost, begun: true) == ["receive", "yes"])
        #expect(of(.unknown) == ["send", "maybe"] && of(.badServerResponse) == ["send", "maybe"])
    }

    @Test(arguments: [-1, -Double.infinity, Double.nan, 0])
    func withoutAnyTimeNothingIsSent(_ limit: TimeInterval) async {
        let refused = await failure(HttpRequest(method: "GET", url: "http://127.0.0.1:1", attemptTimeout: limit))
        #expect(refused?.phase == .timeout && refused?.sent == .no)
    }

    @Test(arguments: [Double.infinity, 1e300])
    func aLimitMayBeVeryLong(_ limit: TimeInterval) async throws {
        let server = try LoopbackServer { _, _ in .answer(http("{}")) }
        defer { server.stop() }
        #expect(
            try await transport.send(HttpRequest(method: "GET", url: server.url, attemptTimeout: limit)).status == 200)
    }

    @Test func garbageInPlaceOfHeadersCameAfterTheRequest() async throws {
        let server = try LoopbackServer { _, _ in .cut("garbage\r\n\r\n") }
        defer { server.stop() }
        for request in [HttpRequest(method: "GET", url: server.url), post(server.url)] {
            let lost = await failure(request)
            #expect(lost == nil || lost?.sent != .no, "\(String(describing: lost))")
        }
    }

    @Test(arguments: ["ftp://127.0.0.1", "", "nothing", "http://", "http:///path", "::", "http://[::1"])
    func aURLThatIsNoneIsNotSent(_ url: String) async {
        let refused = await failure(HttpRequest(method: "GET", url: url))
        #expect(refused?.sent == .no)
    }
}
