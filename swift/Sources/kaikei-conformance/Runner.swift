import Foundation
import Kaikei
import KaikeiTesting

/// A request that the runner cannot make sense of.
struct Misuse: Error {
    let message: String
}

/// A client as the cases open it.
enum Client {
    case ito(ItoJapan)
    case univapay(UnivaPay)

    func ito() throws -> ItoJapan {
        guard case .ito(let client) = self else { throw Misuse(message: "a client of the other gateway") }
        return client
    }
}

/// A client, and what is looked at beside it.
struct Opened {
    let client: Client
    let clock: TestClock?
    let store: NotingStore?
}

/// Clients and calls, and what becomes of requests.
actor Runner {
    private var clients: [String: Opened] = [:]
    private var calls: [Int: Task<Void, Never>] = [:]

    func begin(_ id: Int, _ work: @escaping @Sendable () async -> Void) {
        calls[id] = Task { await work() }
    }

    /// Carries out one request and writes its reply.
    func answer(_ request: JSONObject) async {
        var reply = Line(id: request["id"] ?? .null)
        do {
            reply.ok = try await handle(request, &reply)
        } catch let error as KaikeiError {
            reply.error = fields(of: error)
        } catch is CancellationError {
            reply.error = ["kind": "cancelled"]
        } catch let error as Misuse {
            reply.error = ["kind": "misuse", "message": .string(error.message)]
        } catch {
            reply.error = ["kind": "misuse", "message": .string("\(type(of: error))")]
        }
        FileHandle.standardOutput.write(Data((reply.text + "\n").utf8))
    }

    private func handle(_ request: JSONObject, _ reply: inout Line) async throws -> JSONValue {
        switch request["do"]?.string {
        case "reset":
            clients = [:]
            // `Decimal` has no zeros at its end.
            return ["amounts": "values"]
        case "open":
            clients[try request.text("client")] = try opened(request)
            return .null
        case "call", "iterate": return try await call(request, &reply)
        case "cancel":
            calls[request["target"]?.number?.int ?? 0]?.cancel()
            return .null
        case "waits":
            let waits = try client(request).clock?.waits ?? []
            return .array(waits.compactMap { JSONNumber("\($0)").map { .number($0) } })
        case "tokens":
            let tokens = try client(request).client.ito().tokens
            return try tokens.map { .string(try $0.export().expose()) } ?? .null
        case "saved": return .array(try client(request).store?.saved.map { .string($0) } ?? [])
        case "function":
            let arguments = request["arguments"]?.object ?? [:]
            return try await function(try request.text("name"), arguments, &reply)
        default: throw Misuse(message: "there is no such request")
        }
    }

    private func client(_ request: JSONObject) throws -> Opened {
        let name = try request.text("client")
        guard let opened = clients[name] else { throw Misuse(message: "there is no client \(name)") }
        return opened
    }

    private func call(_ request: JSONObject, _ reply: inout Line) async throws -> JSONValue {
        defer { calls[request["id"]?.number?.int ?? 0] = nil }
        let (opened, operation) = (try client(request), try request.text("operation"))
        let parameters = request["parameters"]?.object ?? [:]
        let options = try callOptions(request["options"]?.object ?? [:])
        if request["do"] == "iterate" {
            guard case .univapay(let client) = opened.client else { throw Misuse(message: "no client of UnivaPay") }
            return .array(try await client.iterate(operation, parameters, options.call))
        }
        let made: Made =
            switch opened.client {
            case .ito(let client): try await client.make(operation, parameters, options)
            case .univapay(let client): try await client.make(operation, parameters, options)
            }
        reply.raw = .string(made.raw)
        reply.idempotencyStatus = made.response.idempotencyStatus.map { .string($0) } ?? .null
        return made.ok
    }

    private func function(_ name: String, _ arguments: JSONObject, _ reply: inout Line) async throws -> JSONValue {
        switch name {
        case "login_start":
            let login = try client(arguments).client.ito().startLogin(
                LoginRequest(
                    clientId: try arguments.text("client_id"), redirectUri: try arguments.text("redirect_uri"),
                    scopes: arguments["scopes"]?.array?.compactMap(\.string) ?? []))
            return [
                "authorize_url": .string(login.authorizeUrl.absoluteString),
                "pending": .string(try login.pending.export().expose()),
            ]
        case "login_finish":
            let opened = try client(arguments)
            let store = arguments["token_store"]?.string.map { NotingStore(kind: $0) }
            let pending = try PendingLogin(loading: Secret(try arguments.text("pending")))
            let url = try arguments.text("redirect_url")
            let result: Result<ItoJapan, any Error>
            do {
                result = .success(
                    try await opened.client.ito().finishLogin(pending, redirectUrl: url, tokenStore: store))
            } catch {
                result = .failure(error)
            }
            reply.pending = .string(try pending.export().expose())
            let user = try result.get()
            clients[try arguments.text("as")] = Opened(client: .ito(user), clock: opened.clock, store: store)
            return true
        case "confirm":
            let client = try client(arguments).client.ito()
            let event = try verified(arguments["event"]?.object ?? [:])
            return confirmation(try await client.confirm(try order(arguments["order"]?.object ?? [:]), event))
        default: return try pure(name, arguments, &reply)
        }
    }
}

/// A line of the answer.
struct Line {
    let id: JSONValue
    var ok: JSONValue?
    var error: JSONValue?
    var raw: JSONValue?
    var pending: JSONValue?
    var idempotencyStatus: JSONValue?

    var text: String {
        let members: [(String, JSONValue?)] = [
            ("id", id), ("ok", ok), ("error", error), ("raw", raw), ("pending", pending),
            ("idempotency_status", idempotencyStatus),
        ]
        return JSONValue.object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } })).text
    }
}
