import Foundation
import Testing

@testable import Kaikei

/// `tests/vectors/univapay_webhooks.json`, which every language runs.
@Suite struct WebhookVectorTests {
    private static let vectors: JSONValue = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<5 { folder.deleteLastPathComponent() }
        let file = folder.appendingPathComponent("tests/vectors/univapay_webhooks.json")
        return (try? JSONValue(parsing: String(contentsOf: file, encoding: .utf8))) ?? .null
    }()

    private func each(_ list: String, _ check: (JSONValue) throws -> Void) throws {
        let cases = try #require(Self.vectors[list]?.array)
        for one in cases {
            do { try check(one) } catch { Issue.record("\(one["name"]?.string ?? "?"): \(error)") }
        }
    }

    private func tokens(_ one: JSONValue) -> [Secret] { (one["tokens"]?.array ?? []).map { Secret($0.string ?? "") } }

    private func headers(_ list: JSONValue?) -> [HttpHeader] {
        (list?.array ?? []).map { HttpHeader($0[0]?.string ?? "", $0[1]?.string ?? "") }
    }

    private func body(_ one: JSONValue) throws -> Data {
        if let text = one["body_base64"]?.string { return try #require(Data(base64Encoded: text)) }
        if let text = one["body"]?.string { return Data(text.utf8) }
        let parts = try #require(one["body_parts"]?.array)
        return Data(parts.map { String(repeating: $0[0]?.string ?? "", count: $0[1]?.number?.int ?? 0) }.joined().utf8)
    }

    /// `work` must fail as `expected`.
    private func fails(_ expected: JSONValue, _ name: String, _ work: () throws -> Void) {
        do {
            try work()
            Issue.record("\(name): nothing failed")
        } catch let error as KaikeiError {
            let found = [
                "kind": error.kind.rawValue, "code": error.code,
                "field": error.field == "authToken" ? "auth_token" : error.field,
            ]
            for member in expected.object?.members ?? [] {
                #expect(member.value.string == found[member.name] ?? nil, "\(name): \(member.name)")
            }
        } catch {
            Issue.record("\(name): \(error)")
        }
    }

    @Test func cases() throws {
        try each("cases") { one in
            let name = one["name"]?.string ?? "?"
            let verifier = try UnivaPay.WebhookVerifier(authTokens: tokens(one))
            let (headers, body) = (headers(one["headers"]), try body(one))
            if let wrong = one["expect"]?["error"] {
                return fails(wrong, name) { _ = try verifier.verify(body: body, headers: headers) }
            }
            let event = try verifier.verify(body: body, headers: headers)
            let expected = try #require(one["expect"]?["event"])
            let found: JSONValue = [
                "id": event.id.map { .string($0) } ?? .null, "event": .string(event.event.rawValue),
                "name": .string(event.name), "created_on": event.createdOn?.wire ?? .null,
                "data_type": .string(event.dataType), "dedupe_key": .string(event.dedupeKey), "data": event.data.wire,
            ]
            var isOther = false
            if case .other = event.data { isOther = true }
            #expect(isOther == (event.dataType == "other"), "\(name)")
            holds(expected, found, exactly: isOther, name)
            #expect(event.raw == String(decoding: body, as: UTF8.self), "\(name)")
        }
    }

    /// `found` has at least what is expected.
    private func holds(_ expected: JSONValue, _ found: JSONValue?, exactly: Bool, _ path: String) {
        if let members = expected.object, let others = found?.object {
            if exactly, path.contains(".") { #expect(members.names.sorted() == others.names.sorted(), "\(path)") }
            for member in members.members {
                holds(member.value, others[member.name] ?? .null, exactly: exactly, "\(path).\(member.name)")
            }
        } else if let items = expected.array, let others = found?.array {
            #expect(items.count == others.count, "\(path)")
            for (item, other) in zip(items, others) { holds(item, other, exactly: exactly, "\(path)[]") }
        } else if let number = expected.number?.decimal, let other = found?.number?.decimal {
            #expect(number == other, "\(path)")
        } else {
            #expect(expected == found, "\(path)")
        }
    }

    @Test func refused() throws {
        try each("refused") { one in
            fails(try #require(one["expect"]?["error"]), one["name"]?.string ?? "?") {
                _ = try UnivaPay.WebhookVerifier(authTokens: tokens(one))
            }
        }
    }

    @Test func testWebhooks() throws {
        try each("test_webhooks") { one in
            let createdOn = try one["created_on"]?.string.map { try #require(Date(iso8601: $0)) }
            let make = {
                try UnivaPay.testWebhook(
                    .init(rawValue: one["event"]?.string ?? ""), data: one["data"]?.string ?? "",
                    authToken: Secret(one["auth_token"]?.string ?? ""), id: one["id"]?.string, createdOn: createdOn)
            }
            if let wrong = one["expect"]?["error"] {
                return fails(wrong, one["name"]?.string ?? "?") { _ = try make() }
            }
            let made = try make()
            let pairs = made.headers.map { [$0.name, $0.value] }
            #expect(pairs == headers(one["expect"]?["headers"]).map { [$0.name, $0.value] })
            #expect(String(decoding: made.body, as: UTF8.self) == one["expect"]?["body"]?.string)
        }
    }

    @Test func anEventIsReadByItsType() throws {
        let verifier = try UnivaPay.WebhookVerifier(authTokens: ["another", "hidden-token"])
        let data = #"{"id":"c1","status":"successful","requested_amount":1250,"metadata":{"order":"O-1"}}"#
        let sent = try UnivaPay.testWebhook(
            .chargeFinished, data: data, authToken: "hidden-token", id: "d1", createdOn: Date(timeIntervalSince1970: 0))
        let event = try verifier.verify(body: sent.body, headers: sent.headers)
        guard case .charge(let charge) = event.data else { return #expect(Bool(false), "another kind of data") }
        #expect(charge.requestedAmount == 1250 && event.event == .chargeFinished)
        #expect(event.createdOn == Date(timeIntervalSince1970: 0) && "\(event)" == "Event(charge_finished, d1)")
        let unknown = try UnivaPay.testWebhook(.other("moon_rose"), data: "[1.50]", authToken: "hidden-token")
        guard case .other(let json) = try verifier.verify(body: unknown.body, headers: unknown.headers).data else {
            return #expect(Bool(false), "a known kind of data")
        }
        #expect(json.text == "[1.50]")
        for printed in ["\(verifier)", "\(sent)", "\(event)", String(reflecting: event)] {
            #expect(!printed.contains("hidden") && !printed.contains("O-1"))
        }
    }

    @Test func theWebhookOfTheReadme() throws {
        let verifier = try UnivaPay.WebhookVerifier(authToken: "token")
        let data = #"{"id":"c1","status":"successful","metadata":{"order":"O-1"}}"#
        var kept: [String: UnivaPay.Event] = [:]
        func post(_ token: Secret) throws -> Int {
            let sent = try UnivaPay.testWebhook(.chargeFinished, data: data, authToken: token, id: "d1")
            return receiveEvent(sent.body, sent.headers, verifier: verifier) { kept[$0] = $1 }
        }
        #expect(try post("another") == 503 && kept.isEmpty)
        #expect(try post("token") == 200 && post("token") == 200 && kept.count == 1)
        #expect(kept.values.compactMap(paidOrder) == ["O-1"])
    }
}
