import Foundation

@testable import Kaikei

/// A transport that answers as told, and notes what it was asked.
final class FakeTransport: HttpTransport {
    private let requests = Locked<[HttpRequest]>([])
    private let answer: @Sendable (HttpRequest) async throws -> HttpResponse

    init(_ answer: @escaping @Sendable (HttpRequest) async throws -> HttpResponse) { self.answer = answer }

    /// The paths that were asked for, in their order.
    var paths: [String] { requests.with { $0.map { URL(string: $0.url)?.path ?? "" } } }
    var all: [HttpRequest] { requests.with { $0 } }

    func send(_ request: HttpRequest) async throws -> HttpResponse {
        requests.with { $0.append(request) }
        return try await answer(request)
    }
}

extension HttpRequest {
    var path: String { URL(string: url)?.path ?? "" }
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

func json(_ text: String, status: Int = 200, headers: [HttpHeader] = []) -> HttpResponse {
    HttpResponse(
        status: status, headers: [HttpHeader("content-type", "application/json")] + headers, body: Data(text.utf8))
}

let me = json(#"{"data":{"id":7,"email":"user1@sandbox.test","name":"Taro"}}"#)
let granted = json(#"{"access_token":"new","refresh_token":"refresh-2","token_type":"Bearer","expires_in":3600}"#)

/// Something that happens once, and is waited for.
struct Signal: Sendable {
    private let race = Race<Void>()

    func fire() { race.end(.value(())) }

    /// Fails only if it never happens.
    func wait() async -> Bool {
        if case .value = await race.wait(atMost: 60_000) { true } else { false }
    }
}

/// A client of a user, whose access token has expired unless told otherwise.
func userClient(
    _ transport: any HttpTransport, store: (any TokenStore)? = nil, expiresAt: Int = 1, options: ClientOptions? = nil
) throws -> ItoJapan {
    var options = options ?? ClientOptions()
    options.transport = transport
    let app = try ItoJapan(.init(client: options))
    let tokens = try Tokens(
        loading: Secret(#"{"access_token":"old","refresh_token":"refresh-1","expires_at":\#(expiresAt)}"#))
    return try app.withSession(tokens, clientId: "app", tokenStore: store)
}

let never = 4_000_000_000

func kaikeiError(_ work: () async throws -> Void) async -> KaikeiError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? KaikeiError
    }
}

/// Notes what it is given.
final class NotingStore: TokenStore {
    private let exports = Locked<[String]>([])

    var saved: [String] { exports.with { $0 } }

    func load() async throws -> Tokens? { try saved.last.map { try Tokens(loading: Secret($0)) } }
    func save(_ tokens: Tokens) async throws {
        let export = try tokens.export().expose()
        exports.with { $0.append(export) }
    }
    func clear() async { exports.with { $0 = [] } }
}
