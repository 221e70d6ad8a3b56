import Foundation
import Testing

@testable import Kaikei

@Suite struct WebhookTests {
    private let body = Data(
        #"{"code":200,"status":"ok","payment_id":"p-1","transaction":"t-1","amount":280,"charge":14,"currency":"USD","custom":"ORDER-1","date":"23-11-2026","odd":1.50}"#
            .utf8)
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func verifiedAndReadExactly() throws {
        let verifier = try WebhookVerifier(secrets: [("old", "secret-1"), ("new", "secret-2")])
        let signed = try signWebhook(body, secret: "secret-2", timestamp: now)
        let event = try verifier.verify(body: body, headers: signed.headers, now: now)
        #expect(
            event.isOk && event.verifiedBy == "new" && event.amount == 280 && event.charge == 14
                && event.custom == "ORDER-1")
        #expect(event.date == CalendarDate(year: 2026, month: 11, day: 23) && event.timestamp == now)
        #expect(event.unknown["odd"]?.number?.text == "1.50" && event.raw == String(decoding: body, as: UTF8.self))
        #expect(try verifier.explain(body: body, headers: signed.headers, now: now).isValid)
        for printed in printings(of: event) { #expect(!printed.contains("ORDER-1")) }
    }

    @Test func repeatsAreRecognised() throws {
        let event = try event(body)
        let kept = try JSONEncoder().encode(event.fingerprint)
        let fingerprint = try JSONDecoder().decode(Fingerprint.self, from: kept)
        #expect(try event.repeats(fingerprint))
        let other = Fingerprint(key: "another", amount: "280", currency: "USD", custom: "ORDER-1")
        #expect(try event.repeats(other) == false)
        let changed = Fingerprint(key: event.key, amount: "281", currency: "USD", custom: "ORDER-1")
        #expect(throws: KaikeiError.self) { try event.repeats(changed) }
    }

    @Test func refusalsHaveAReason() async throws {
        let verifier = try WebhookVerifier(secret: "secret-1")
        let signed = try signWebhook(body, secret: "another", timestamp: now)
        let wrong = await kaikeiError { _ = try verifier.verify(body: body, headers: signed.headers, now: now) }
        #expect(wrong?.kind == .webhook && wrong?.code == "signature_mismatch")
        let found = try verifier.explain(body: body, headers: signed.headers, now: now)
        #expect(!found.isValid && found.reason == wrong?.code && !found.findings.isEmpty)
        let bare = try verifier.explain(body: body, headers: [], now: now)
        #expect(!bare.isValid && bare.reason?.isEmpty == false)
        #expect(await kaikeiError { _ = try WebhookVerifier(secrets: []) }?.kind == .configuration)
        #expect(await kaikeiError { _ = try WebhookVerifier(secret: "s", tolerance: .nan) }?.field == "tolerance")
    }

    @Test func aConfirmationNeedsTheOrderItself() async throws {
        let answer = Locked(json(#"{"code":200,"status":"ok","message":"Transaction is valid"}"#))
        let transport = FakeTransport { _ in answer.with { $0 } }
        let client = try ItoJapan(.init(accessKey: "a", secretKey: "b", client: .init(transport: transport)))
        var order = ItoJapan.Order(custom: "ORDER-1", amount: 280, currency: .usd, paymentId: "p-1")
        let paid = try event(body)
        guard case .confirmed = try await client.confirm(order, paid) else { return #expect(Bool(false), "confirmed") }
        order.amount = 281
        guard case .mismatch(let field) = try await client.confirm(order, paid) else {
            return #expect(Bool(false), "mismatch")
        }
        #expect(field == "amount" && transport.paths.count == 1)
        order.amount = Decimal(string: "280.00")!
        answer.with { $0 = json(#"{"code":404,"status":"error"}"#, status: 404) }
        guard case .notFound = try await client.confirm(order, paid) else { return #expect(Bool(false), "not found") }
        answer.with { $0 = json("<html>", status: 502) }
        guard case .unknown(let error) = try await client.confirm(order, paid, options: .init(maxRetries: 0))
        else { return #expect(Bool(false), "unknown") }
        #expect(error.httpStatus == 502)
    }

    private func event(_ body: Data) throws -> WebhookEvent {
        let signed = try signWebhook(body, secret: "secret-1", timestamp: now)
        return try WebhookVerifier(secret: "secret-1").verify(body: body, headers: signed.headers, now: now)
    }
}
