import Foundation
import KaikeiTesting
import SandboxSupport
import Testing

@testable import Kaikei

/// The Swift code of docs/univapay.md does what the page says, against `kaikei sandbox`.
@Suite(.serialized) struct GuideTests {
    /// A test with a sandbox of its own, and a client for it whose waits take no time.
    private func inSandbox(_ test: (UnivaPay, SandboxKeys) async throws -> Void) async throws {
        let sandbox = try await SandboxProcess.start()
        defer { sandbox.stop() }
        let keys = sandbox.keys
        let client = try UnivaPay(
            .init(
                jwt: Secret(keys.univapayJwt), secret: Secret(keys.univapaySecret),
                baseUrl: .own(keys.univapayBaseUrl), client: .init(clock: TestClock(Date()))))
        try await test(client, keys)
    }

    private func token(_ client: UnivaPay, cardNumber: Secret = "4000020000000000") async throws -> String {
        let card = UnivaPay.CardPayment(
            cardholder: "TARO", cardNumber: cardNumber, expMonth: 12, expYear: 2030, cvv: "123")
        return try await client.tokens.create(.init(method: .card(card), email: "taro@example.com")).id
    }

    /// The buyer pays.
    private func pay(_ charge: UnivaPay.Charge, _ keys: SandboxKeys) async throws {
        let url = "\(keys.itoBaseUrl)/_sandbox/charges/\(charge.id)/pay"
        let answer = try await URLSessionTransport().send(HttpRequest(method: "POST", url: url))
        guard (200..<300).contains(answer.status) else { throw SandboxProblem("not paid: HTTP \(answer.status)") }
    }

    @Test func cards() async throws {
        try await inSandbox { client, _ in
            let paid = try await card(client)
            #expect(paid.status == .successful)
            #expect(try await refund(client, chargeId: paid.id).status == .successful)
            #expect(try await capture(client, tokenId: token(client)).status == .successful)
            let page = try await threeDs(client, tokenId: token(client))
            #expect(page.issuerToken != nil && page.payload != nil)
            #expect(try await list(client) == 2000)
        }
    }

    @Test func whatWasDeclinedIsNotCaptured() async throws {
        try await inSandbox { client, _ in
            let declined = try await capture(client, tokenId: token(client, cardNumber: "4111111111111111"))
            #expect(declined.status == .failed && declined.declined != nil)
            #expect(try await list(client) == 0)
        }
    }

    @Test func whatIsNotPaidYetCanBeCanceled() async throws {
        try await inSandbox { client, _ in
            let charge = try await client.charges.create(
                .init(transactionTokenId: token(client), money: .of("1000", "JPY"), capture: false))
            #expect(try await client.charges.waitUntilSettled(.init(id: charge.id)).status == .authorized)
            #expect(try await cancel(client, chargeId: charge.id))
        }
    }

    @Test func walletsAndCodes() async throws {
        try await inSandbox { client, _ in
            #expect(try await applePay(client, applepayToken: "sandbox-token").status == .successful)
            #expect(try await qrScan(client, scanned: "281234567890123456").status == .successful)
            let code = try await qrMerchant(client)
            #expect(code.charge.status == .awaiting && code.imageUrl.hasPrefix("http"))
            let wallet = try await online(client)
            #expect(wallet.charge.status == .awaiting && wallet.page.issuerToken != nil)
            #expect(try await paidy(client, paidyToken: "sandbox-token").status == .successful)
        }
    }

    @Test func whatIsPaidLater() async throws {
        try await inSandbox { client, keys in
            let atTheCounter = try await konbini(client)
            let transfer = try await bankTransfer(client)
            #expect(transfer.account.accountNumber != nil)
            for charge in [atTheCounter, transfer.charge] {
                #expect(charge.status == .awaiting)
                try await pay(charge, keys)
                #expect(try await client.charges.waitUntilSettled(.init(id: charge.id)).status == .successful)
            }
        }
    }

    @Test func subscriptions() async throws {
        try await inSandbox { client, _ in
            let monthly = try await subscription(client)
            #expect(monthly.status == .current)
            try await unsubscribe(client, subscriptionId: monthly.id)
            #expect(try await client.subscriptions.get(.init(id: monthly.id)).status == .canceled)
        }
    }
}
