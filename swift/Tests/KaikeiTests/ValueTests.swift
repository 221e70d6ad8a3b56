import Foundation
import KaikeiTesting
import Testing

@testable import Kaikei

@Suite struct ValueTests {
    @Test func openValuesTakeAnyTextAndPrintItBack() throws {
        let known = ItoJapan.KycStatus(rawValue: "draft")
        #expect(known == .draft && known.rawValue == "draft" && "\(known)" == "draft")
        let unknown = ItoJapan.KycStatus(rawValue: "on_hold")
        #expect(unknown == .other("on_hold") && "\(unknown)" == "on_hold")
        // The same text is the same value, however it was made.
        #expect(ItoJapan.KycStatus.other("draft") == .draft)
        #expect(Set([ItoJapan.KycStatus.other("draft"), .draft]).count == 1)
        let encoded = try JSONEncoder().encode([known, unknown])
        #expect(String(decoding: encoded, as: UTF8.self) == #"["draft","on_hold"]"#)
        #expect(try JSONDecoder().decode([ItoJapan.KycStatus].self, from: encoded) == [known, unknown])
    }

    @Test(arguments: [
        "1970-01-01T00:00:00Z", "2026-03-13T02:39:52.908468Z", "2024-02-29T23:59:59.5Z", "1969-12-31T23:59:59.25Z",
        "2000-12-31T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ])
    func instantsSurvive(_ text: String) throws {
        #expect(try #require(Date(iso8601: text)).iso8601 == text)
    }

    @Test(arguments: [
        "", "2026-03-13", "2026-03-13T02:39:52+09:00", "T", "2026-03-13T02:39Z",
        "9223372036854775807-01-01T00:00:00Z", "inf", "2026-99-99T99:99:99Z", "2026-01-01T00:00:infZ",
        "2026-01-01T00:00:nanZ", "2026-01-01T-1:00:00Z", "2026-02-29T00:00:00Z",
    ])
    func whatIsNoInstantIsNone(_ text: String) { #expect(Date(iso8601: text) == nil) }

    @Test func instantsThatNobodyCanCount() {
        for seconds in [Double.infinity, 1e30, .greatestFiniteMagnitude] {
            let date = Date(timeIntervalSince1970: seconds)
            #expect(date.millis == 999_999_999_999_000 && date.iso8601 == "9999-12-31T23:59:59Z")
        }
        #expect(Date(timeIntervalSince1970: -.infinity).millis == 0)
        #expect(Date(timeIntervalSince1970: -.infinity).iso8601 == "0001-01-01T00:00:00Z")
        #expect(Date(timeIntervalSince1970: .nan).millis == 0)
        #expect(Date(timeIntervalSince1970: .nan).iso8601 == "1970-01-01T00:00:00Z")
    }

    @Test func aClockThatIsOut() async throws {
        let clock = TestClock(Date(timeIntervalSince1970: 1e30))
        let client = try userClient(FakeTransport { _ in me }, expiresAt: never, options: .init(clock: clock))
        _ = await kaikeiError { _ = try await client.me.get() }
        let task = Task { try await SystemClock().sleep(seconds: .infinity) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func calendarDates() throws {
        let day = try CalendarDate(wire: "23-11-2026")
        #expect(
            day.year == 2026 && day.month == 11 && day.day == 23 && "\(day)" == "2026-11-23" && day.wire == "23-11-2026"
        )
        #expect(
            CalendarDate(year: 2025, month: 2, day: 29) == nil && CalendarDate(year: 2024, month: 2, day: 29) != nil)
        #expect(throws: WireProblem.self) { try CalendarDate(wire: "2026-11-23") }
        #expect(day < CalendarDate(year: 2026, month: 12, day: 1)!)
    }

    @Test func answersAreCodableAndEqualByValue() async throws {
        let transport = FakeTransport { request in
            json(
                #"{"data":{"id":7,"email":"a@b.c","kyc_status":"odd","created_at":"2026-03-13T02:39:52.908468Z"},"x":"\#(request.path)"}"#
            )
        }
        let client = try userClient(transport, expiresAt: never)
        let (one, other) = (try await client.me.get(), try await client.me.get())
        #expect(one == other && one.id == "7" && one.kycStatus == .other("odd"))
        #expect(try JSONDecoder().decode(ItoJapan.User.self, from: JSONEncoder().encode(one.value)) == one.value)
        #expect(try one.raw["x"]?.string == "/api/oauth/user/me")
        #expect(one.response.httpStatus == 200 && one.response.retries == 0)
    }

    @Test func decimalsAreSentWithEveryDigitAndNothingElse() async throws {
        let transport = FakeTransport { _ in json("{}", status: 500) }
        let client = try ItoJapan(.init(accessKey: "a", secretKey: "b", client: .init(transport: transport)))
        for (amount, sent) in [("280.05", "280.05"), ("0.1", "0.1"), ("12345678901234", "12345678901234")] {
            var payment = examplePayment
            payment.amount = Decimal(string: amount)!
            _ = await kaikeiError { _ = try await client.payments.create(payment) }
            #expect(
                transport.all.last.map { String(decoding: $0.body, as: UTF8.self) }?.contains("amount=\(sent)&") == true
            )
        }
        let sent = transport.paths.count
        // What binary floating point makes of 3.133, and what is no number, never leaves.
        for amount in [3.133 as Decimal, .nan, 0, -1, Decimal(string: "1e30")!] {
            var payment = examplePayment
            payment.amount = amount
            let error = await kaikeiError { _ = try await client.payments.create(payment) }
            #expect(error?.kind == .invalidRequest && error?.field == "amount", "\(amount)")
        }
        #expect(transport.paths.count == sent)
    }
}
