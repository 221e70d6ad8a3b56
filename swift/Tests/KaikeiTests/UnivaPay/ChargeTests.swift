import Foundation
import KaikeiTesting
import Testing

@testable import Kaikei

/// Money, waiting, declines, and what an app may not do.
@Suite struct ChargeTests {
    private func client(
        secret: Secret? = "secret", clock: any KaikeiClock = SystemClock(), _ transport: FakeTransport
    ) throws -> UnivaPay {
        try UnivaPay(.init(jwt: "a.b.c", secret: secret, client: .init(transport: transport, clock: clock)))
    }

    private let wait = UnivaPay.WaitForCharge(id: "charge-1", storeId: "store-1")

    private func charge() throws -> UnivaPay.CreateCharge {
        .init(transactionTokenId: "token-1", money: try .of("12.50", "USD"))
    }

    @Test func eachCurrencyHasItsOwnSmallestUnit() throws {
        let money = try UnivaPay.Money.of("12.50", "USD")
        #expect(money.amount == 1250 && money.currency == "USD" && money.decimal == Decimal(string: "12.5"))
        #expect("\(money)" == "12.50 USD")
        #expect(try money == .minor(1250, "USD") && money.hashValue == UnivaPay.Money.of("12.5", "USD").hashValue)
        #expect(try money != .minor(1250, "EUR"))
        #expect(try UnivaPay.Money.of(Decimal(1000), "JPY").amount == 1000)
        #expect(try "\(UnivaPay.Money.of("1000.00", "JPY"))" == "1000 JPY")
        #expect(try "\(UnivaPay.Money.minor(7, "KWD"))" == "0.007 KWD")
        #expect(try UnivaPay.Money.minor(7, "ZZZ").decimal == nil)
        #expect(try "\(UnivaPay.Money.minor(7, "ZZZ"))" == "7 of the smallest unit of ZZZ")
    }

    @Test func whatACurrencyCannotHoldIsRefused() async {
        let wrong: [(String, () throws -> UnivaPay.Money)] = [
            ("amount", { try .of("10.5", "JPY") }), ("amount", { try .of("1.001", "USD") }),
            ("amount", { try .of("-1", "USD") }), ("amount", { try .of("", "USD") }),
            ("amount", { try .of("1,000", "JPY") }), ("amount", { try .of(Decimal.nan, "USD") }),
            ("amount", { try .of(3.133 as Decimal, "KWD") }), ("currency", { try .of("1", "jpy") }),
            ("currency", { try .of("1", "ZZZ") }), ("amount", { try .minor(-1, "USD") }),
            ("amount", { try .minor(.max, "USD") }), ("currency", { try .minor(1, "") }),
        ]
        for (field, make) in wrong {
            let error = await kaikeiError { _ = try make() }
            #expect(error?.kind == .invalidRequest && error?.field == field)
        }
    }

    @Test func moneyStandsInTheBody() async throws {
        let transport = FakeTransport { _ in json(#"{"id":"c1","status":"pending"}"#, status: 201) }
        let created = try await client(transport).charges.create(charge())
        #expect(created.status == .pending)
        let body = transport.all.first.map { String(decoding: $0.body, as: UTF8.self) } ?? ""
        #expect(body.contains(#""amount":1250"#) && body.contains(#""currency":"USD""#))
        var nothing = try charge()
        nothing.money = try .minor(0, "USD")
        let error = await kaikeiError { _ = try await client(transport).charges.create(nothing) }
        #expect(error?.kind == .invalidRequest && error?.field == "amount" && transport.all.count == 1)
    }

    @Test func whatBecameOfTheIdempotencyKey() async throws {
        let status = Locked<String?>("successfully_stored")
        let transport = FakeTransport { _ in
            json(#"{"id":"c1"}"#, headers: status.with { $0 }.map { [HttpHeader("Idempotency-Status", $0)] } ?? [])
        }
        let stored = try await client(transport).charges.create(charge()).response
        #expect(stored.idempotencyStatus == "successfully_stored" && !stored.isUnprotected)
        status.with { $0 = "disabled" }
        #expect(try await client(transport).charges.create(charge()).response.isUnprotected)
        status.with { $0 = nil }
        #expect(try await client(transport).charges.create(charge()).response.idempotencyStatus == nil)
    }

    @Test func aChargeThatWasDeclinedIsAGoodAnswer() async throws {
        let transport = FakeTransport { _ in
            json(#"{"id":"c1","status":"failed","error":{"code":306,"message":"rejected","details":null}}"#)
        }
        let declined = try await client(transport).charges.waitUntilSettled(wait).declined
        #expect(declined?.code == 306 && declined?.name == "CARD_REJECTED" && declined?.message == "rejected")
        #expect(declined?.retryable == false)
    }

    @Test func anAppMayNotCharge() async throws {
        let transport = FakeTransport { _ in json(#"{"id":"t1"}"#) }
        let app = try client(secret: nil, transport)
        let error = await kaikeiError { _ = try await app.charges.create(charge()) }
        #expect(error?.kind == .configuration && error?.field == "secret")
        #expect(await kaikeiError { _ = try await app.charges.list().page() }?.kind == .configuration)
        #expect(transport.all.isEmpty)
        let card = UnivaPay.CardPayment(
            cardholder: "TARO", cardNumber: "4242424242424242", expMonth: 12, expYear: 2090, cvv: "123")
        #expect(try await app.tokens.create(.init(method: .card(card), email: "a@example.com")).id == "t1")
    }

    @Test func waitsUntilItIsSettledOrItsTimeIsOver() async throws {
        let (clock, answers) = (TestClock(Date(timeIntervalSince1970: 1_800_000_000)), Locked(0))
        let transport = FakeTransport { _ in
            clock.advance(seconds: 3)
            let number = answers.with { answers in
                answers += 1
                return answers
            }
            return json(#"{"id":"c1","status":"\#(number == 3 ? "successful" : "pending")"}"#)
        }
        let client = try client(clock: clock, transport)
        #expect(try await client.charges.waitUntilSettled(wait).status == .successful)
        #expect(transport.all.allSatisfy { $0.url.hasSuffix("/stores/store-1/charges/charge-1?polling=true") })
        let error = await kaikeiError {
            _ = try await client.charges.waitUntilSettled(wait, options: .init(timeout: 10))
        }
        #expect(error?.kind == .timeout && error?.code == "not_settled")
        #expect((5...8).contains(transport.all.count))
    }

    @Test(arguments: [false, true])
    func waitingEndsWithItsTask(_ isInCall: Bool) async throws {
        let (waiting, ended) = (Signal(), Signal())
        let hang: @Sendable () async throws -> Void = {
            waiting.fire()
            defer { ended.fire() }
            try await Task.sleep(nanoseconds: 3_600_000_000_000)
        }
        let transport = FakeTransport { _ in
            if isInCall { try await hang() }
            return json(#"{"id":"c1","status":"pending"}"#)
        }
        let client = try client(clock: StandingClock(hang: hang), transport)
        let task = Task { try await client.charges.waitUntilSettled(wait) }
        #expect(await waiting.wait())
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await ended.wait())
        #expect(transport.all.count == 1)
    }
}

/// A clock whose waits do not end.
private struct StandingClock: KaikeiClock {
    let hang: @Sendable () async throws -> Void

    func now() -> Date { Date(timeIntervalSince1970: 1_800_000_000) }
    func sleep(seconds: TimeInterval) async throws { try await hang() }
}
