import Foundation
import SandboxSupport
import Testing

@testable import Kaikei

/// Against `kaikei sandbox`, over HTTP. The examples are those of the READMEs.
@Suite(.serialized) struct SandboxTests {
    @Test func theLoginOfTheReadme() async throws {
        let sandbox = try await SandboxProcess.start()
        defer { sandbox.stop() }
        let keys = sandbox.keys
        let store = NotingStore()
        let login = LoginSession(
            client: try ItoJapan(.init(baseUrl: keys.itoBaseUrl)), clientId: keys.publicClientId,
            redirectUri: keys.redirectUri, tokenStore: store)
        let browser: @MainActor (Login) async throws -> String = {
            try await Browser().logIn($0.authorizeUrl, as: keys)
        }
        let user = try await logIn(login, openBrowser: browser)
        try await greet(user)
        #expect(try await user.me.get().email == keys.userEmail)
        #expect(store.saved.count == 1)
        // The next time nobody is asked.
        let again = try await logIn(login) { _ in throw SandboxProblem("the browser was opened") }
        #expect(try await again.me.balance().currency == "USD")

        let kyc = try await user.me.saveKycDraft(.init(values: ["first_name": "花子"]))
        #expect(kyc.status == .draft && kyc.values?["first_name"]?.string == "花子")
        let card = try await user.me.issueCard()
        #expect(try await user.me.cardLastFour().last4 == card.last4)
        #expect(try await user.me.revealCard().cardNumber?.expose().suffix(4) == card.last4?.suffix(4))
    }

    @Test func aUserWhoDenies() async throws {
        let sandbox = try await SandboxProcess.start()
        defer { sandbox.stop() }
        let keys = sandbox.keys
        let app = try ItoJapan(.init(baseUrl: keys.itoBaseUrl))
        let begun = try app.startLogin(.init(clientId: keys.publicClientId, redirectUri: keys.redirectUri))
        let fields = ["email": keys.userEmail, "password": keys.userPassword]
        let back = try await Browser().submit(begun.authorizeUrl.absoluteString, action: "deny", fields: fields)
        let error = await kaikeiError { _ = try await app.finishLogin(begun.pending, redirectUrl: back) }
        #expect(error?.kind == .oauth && error?.code == "access_denied")
    }

    @Test func theCheckoutOfTheReadme() async throws {
        let sandbox = try await SandboxProcess.start()
        defer { sandbox.stop() }
        let keys = sandbox.keys
        let options = ItoJapan.Options(
            baseUrl: keys.itoBaseUrl, accessKey: Secret(keys.accessKey), secretKey: Secret(keys.secretKey))
        try await checkout(options)
        let client = try ItoJapan(options)
        let created = try await client.payments.create(examplePayment)
        #expect(created.url.hasPrefix(keys.itoBaseUrl))
        #expect(
            await kaikeiError { _ = try await client.payments.checkValidity(.init(paymentId: created.paymentId)) }?.kind
                == .notFound)
        _ = try await Browser().submit(created.url, action: "pay")

        let order = ItoJapan.Order(custom: "ORDER-1", amount: 280, currency: .usd, paymentId: created.paymentId)
        let body = Data(
            #"{"code":200,"status":"ok","payment_id":"\#(created.paymentId)","transaction":"t","amount":280,"currency":"USD","custom":"ORDER-1"}"#
                .utf8)
        let signed = try signWebhook(body, secret: Secret(keys.webhookSecret))
        let verifier = try WebhookVerifier(secret: Secret(keys.webhookSecret))
        var delivered: [String] = []
        let status = try await receive(
            body, signed.headers, verifier: verifier, client: client, orders: ["ORDER-1": order],
            deliver: { delivered.append($0.custom) })
        #expect(status == 200 && delivered == ["ORDER-1"])
        let forged = try await receive(
            Data("{}".utf8), signed.headers, verifier: verifier, client: client, orders: [:], deliver: { _ in })
        #expect(forged == 403)
    }

    @Test func theCardTokenOfTheReadme() async throws {
        let sandbox = try await SandboxProcess.start()
        defer { sandbox.stop() }
        let keys = sandbox.keys
        let options = UnivaPay.Options(
            jwt: Secret(keys.univapayJwt), secret: Secret(keys.univapaySecret), baseUrl: .own(keys.univapayBaseUrl))
        try await cardToken(options, number: "4000 0200 0000 0000", cvv: "123")
        try await cardToken(options, number: "4000 0200 0000 0001", cvv: "123")
        let token = try await UnivaPay(options).tokens.create(
            .init(method: .qrMerchant(.init(brand: .weChatMpm))), options: .init(idempotencyKey: "key-1"))
        #expect(token.paymentType == .qrMerchant && token.createdOn != nil)
        guard case .qrMerchant(let data) = token.data else { return #expect(Bool(false), "another kind of token") }
        #expect(data.brand == .weChatMpm)
    }

    @Test func theChargeOfTheReadme() async throws {
        let sandbox = try await SandboxProcess.start()
        defer { sandbox.stop() }
        let keys = sandbox.keys
        let client = try UnivaPay(
            .init(
                jwt: Secret(keys.univapayJwt), secret: Secret(keys.univapaySecret), baseUrl: .own(keys.univapayBaseUrl))
        )
        let charged = try await cardCharge(client, number: "4000 0200 0000 0000", cvv: "123")
        #expect(charged == "charged 12.50 USD, refunded 2.50 USD: successful")
        let declined = try await cardCharge(client, number: "4111 1111 1111 1111", cvv: "123")
        #expect(declined.hasPrefix("declined with ") && declined.hasSuffix("; worth another try: false"))
        var ids: [String] = []
        for try await charge in client.charges.list() { ids.append(charge.id) }
        let page = try await client.charges.list().page()
        #expect(ids.count == 2 && page.items.map(\.id) == ids)
    }
}
