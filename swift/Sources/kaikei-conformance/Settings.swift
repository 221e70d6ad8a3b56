import Foundation
import Kaikei
import KaikeiTesting

/// Notes every export that it is given.
final class NotingStore: TokenStore, @unchecked Sendable {
    private struct DiskIsFull: Error {}
    private let lock = NSLock()
    private let fails: Bool
    private var exports: [String] = []

    init(kind: String) { fails = kind == "failing" }

    var saved: [String] { lock.withLock { exports } }

    func load() async -> Tokens? { nil }
    func clear() async {}
    func save(_ tokens: Tokens) async throws {
        let export = try tokens.export().expose()
        lock.withLock { exports.append(export) }
        await Task.yield()
        if fails { throw DiskIsFull() }
    }
}

extension JSONObject {
    func text(_ name: String) throws -> String {
        guard let text = self[name]?.string else { throw Misuse(message: "\(name) is no text") }
        return text
    }

    func seconds(_ name: String) -> TimeInterval? { self[name]?.number.flatMap { TimeInterval($0.text) } }
    func int(_ name: String) -> Int? { self[name]?.number?.int }
    func secret(_ name: String) -> Secret? { self[name]?.string.map { Secret($0) } }
    func texts(_ name: String) -> [String]? { self[name]?.array?.compactMap(\.string) }
}

func callOptions(_ given: JSONObject) throws -> KeyedCallOptions {
    KeyedCallOptions(
        idempotencyKey: given["idempotency_key"]?.string, timeout: given.seconds("timeout"),
        attemptTimeout: given.seconds("attempt_timeout"), connectTimeout: given.seconds("connect_timeout"),
        maxRetries: given.int("max_retries"))
}

func opened(_ request: JSONObject) throws -> Opened {
    let given = request["settings"]?.object ?? [:]
    let clock = given["clock"]?.object?.seconds("now").map { TestClock(Date(timeIntervalSince1970: $0)) }
    let store = given["token_store"]?.string.map { NotingStore(kind: $0) }
    let client = ClientOptions(
        timeout: given.seconds("timeout"), attemptTimeout: given.seconds("attempt_timeout"),
        connectTimeout: given.seconds("connect_timeout"), maxRetries: given.int("max_retries"),
        clock: clock ?? SystemClock())
    guard request["gateway"] == "ito" else {
        return Opened(client: .univapay(try UnivaPay(univapay(given, client))), clock: clock, store: store)
    }
    var ito = try ItoJapan(ito(given, client))
    if let session = given["session"]?.object {
        let tokens = try Tokens(loading: Secret(try session.text("tokens")))
        ito = try ito.withSession(tokens, clientId: try session.text("client_id"), tokenStore: store)
    }
    return Opened(client: .ito(ito), clock: clock, store: store)
}

private func ito(_ given: JSONObject, _ client: ClientOptions) throws -> ItoJapan.Options {
    let profile = try given["profile"].map { name -> ItoJapan.SigningProfile in
        guard let profile = ItoJapan.SigningProfile(rawValue: name.string ?? "") else {
            throw Misuse(message: "there is no such profile")
        }
        return profile
    }
    return ItoJapan.Options(
        baseUrl: given["base_url"]?.string, accessKey: given.secret("access_key"),
        secretKey: given.secret("secret_key"),
        profile: profile, merchantClientId: given["merchant_client_id"]?.string,
        merchantClientSecret: given.secret("merchant_client_secret"), merchantScopes: given.texts("merchant_scopes"),
        checkoutHosts: given.texts("checkout_hosts"), authorizePath: given["authorize_path"]?.string,
        tokenPath: given["token_path"]?.string, client: client)
}

private func univapay(_ given: JSONObject, _ client: ClientOptions) throws -> UnivaPay.Options {
    let base = given["base_url"]?.string.map { url -> UnivaPay.BaseUrl in
        switch url {
        case "gyro-n": .gyroN
        case "univapay": .univapay
        default: .own(url)
        }
    }
    guard let jwt = given.secret("jwt") else { throw Misuse(message: "a client of UnivaPay needs a jwt") }
    return UnivaPay.Options(
        jwt: jwt, secret: given.secret("secret"), baseUrl: base, origin: given["origin"]?.string,
        checkParameters: given["check_parameters"]?.bool, client: client)
}
