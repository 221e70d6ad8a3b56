import Foundation
import KaikeiNative
import Testing

@testable import Kaikei

@Suite struct ErrorTests {
    @Test func everyKindOfTheEngineHasItsCase() {
        #expect(errorKinds() == KaikeiError.Kind.allCases.map(\.rawValue))
    }

    @Test func aPanicIsAnInternalError() {
        #expect {
            try native { try panicOnPurpose() }
        } throws: {
            ($0 as? KaikeiError)?.kind == .internal
        }
    }

    @Test func anErrorPrintsNeitherBodyNorHeaders() async throws {
        let body = #"{"message":"no","secret":"BODY-OF-THE-ANSWER"}"#
        let transport = FakeTransport { _ in json(body, status: 422) }
        let client = try userClient(transport, expiresAt: never)
        let error = try #require(await kaikeiError { _ = try await client.me.get() })
        #expect(error.kind == .invalidRequest && error.httpStatus == 422 && error.raw == body)
        for printed in printings(of: error) { #expect(!printed.contains("BODY-OF"), "\(printed)") }
        #expect(error.localizedDescription == error.message)
    }

    @Test func settingsAndParametersAreNamedAsHere() async throws {
        let error = await kaikeiError { _ = try ItoJapan(.init(baseUrl: "ftp://x")) }
        #expect(error?.kind == .configuration && error?.field == "baseUrl")
        let client = try ItoJapan(.init(accessKey: "a", secretKey: "b"))
        var payment = examplePayment
        payment.customerEmail = "nobody"
        let wrong = await kaikeiError { _ = try await client.payments.create(payment) }
        #expect(wrong?.kind == .invalidRequest && wrong?.field == "customerEmail")
        #expect(wrong?.message.hasPrefix("customerEmail ") == true)
    }
}

let examplePayment = ItoJapan.CreatePayment(
    custom: "ORDER-1", currencyCode: .usd, amount: 280, webHook: "https://shop.example/web_hook",
    cancelUrl: "https://shop.example/cancel", successUrl: "https://shop.example/thanks",
    customerEmail: "buyer@example.com")

/// Every way in which a value is printed.
func printings(of value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    return [
        "\(value)", String(describing: value), String(reflecting: value), dumped, "\([value])",
        "\(Optional.some(value) as Any)",
    ]
}
