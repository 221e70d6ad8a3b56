import Foundation
import Testing

@testable import Kaikei

/// Nothing that holds a secret prints it, in whatever way it is printed.
@Suite struct PrintingTests {
    private let hidden = "HIDDEN-VALUE"

    private func holdsBack(_ value: Any) {
        for printed in printings(of: value) { #expect(!printed.contains(hidden), "\(type(of: value)): \(printed)") }
    }

    @Test func settings() throws {
        let secret = Secret(hidden)
        holdsBack(secret)
        let ito = ItoJapan.Options(
            accessKey: secret, secretKey: secret, merchantClientId: "m", merchantClientSecret: secret)
        holdsBack(ito)
        holdsBack(try ItoJapan(ito))
        let univapay = UnivaPay.Options(jwt: secret, secret: secret)
        holdsBack(univapay)
        holdsBack(try WebhookVerifier(secrets: [("default", secret)]))
    }

    @Test func cardsAndWallets() {
        let card = UnivaPay.CardPayment(
            cardholder: "T", cardNumber: Secret(hidden), expMonth: 1, expYear: 2030, cvv: Secret(hidden))
        holdsBack(UnivaPay.CreateToken(method: .card(card)))
        holdsBack(UnivaPay.CreateToken(method: .qrScan(.init(scannedQr: Secret(hidden)))))
    }

    @Test func answersAndTheirEncoding() async throws {
        let body =
            #"{"data":{"id":1,"card_number":"4242424242424242","cvv":"987","last4":"4242","note":"HIDDEN-VALUE"}}"#
        let client = try userClient(
            FakeTransport { _ in json(body, headers: [HttpHeader("x-key", "HIDDEN-VALUE")]) }, expiresAt: never)
        let card = try await client.me.revealCard()
        #expect(card.cardNumber?.expose() == "4242424242424242" && card.cvv?.expose() == "987")
        #expect(card.rawText == body && card.response.header("X-Key") == hidden)
        holdsBack(card)
        holdsBack(card.response.headers)
        for printed in printings(of: card) {
            #expect(!printed.contains("424242") && !printed.contains("987"), "\(printed)")
        }
        let encoded = String(decoding: try JSONEncoder().encode(card.value), as: UTF8.self)
        #expect(encoded.contains("[secret]") && !encoded.contains("424242") && !encoded.contains("987"))
        #expect(try JSONDecoder().decode(ItoJapan.RevealedCard.self, from: Data(encoded.utf8)).last4 == "4242")
    }

    @Test func tokensAndLogins() throws {
        let tokens = try Tokens(loading: Secret(#"{"access_token":"HIDDEN-VALUE","refresh_token":"HIDDEN-VALUE"}"#))
        holdsBack(tokens)
        holdsBack(MemoryTokenStore(tokens))
        let login = try ItoJapan().startLogin(.init(clientId: "app", redirectUri: "https://app.example/callback"))
        let state = try #require(URLComponents(url: login.authorizeUrl, resolvingAgainstBaseURL: false)?.queryItems)
        let value = try #require(state.first { $0.name == "state" }?.value)
        let export = try login.pending.export().expose()
        #expect(export.contains(value))
        for printed in printings(of: login) + printings(of: login.pending) {
            #expect(!printed.contains(value), "\(printed)")
        }
        holdsBack(try pkce(verifier: Secret(String(repeating: "HIDDEN-VALUE", count: 4))))
    }

    @Test func aTransportPrintsNothingOfItsSessions() async throws {
        let server = try LoopbackServer { _, _ in .answer(http("{}")) }
        defer { server.stop() }
        let transport = URLSessionTransport()
        let headers = [HttpHeader("authorization", hidden)]
        _ = try await transport.send(HttpRequest(method: "GET", url: server.url, headers: headers))
        holdsBack(transport)
        holdsBack(ClientOptions(transport: transport))
    }

    @Test func requestsAndResponses() throws {
        let request = HttpRequest(
            method: "POST", url: "https://x.example/path?state=HIDDEN-VALUE",
            headers: [HttpHeader("authorization", hidden)],
            body: Data(hidden.utf8))
        holdsBack(request)
        #expect("\(request)" == "POST https://x.example/path")
        holdsBack(HttpResponse(status: 200, headers: [HttpHeader("set-cookie", hidden)], body: Data(hidden.utf8)))
        var payment = examplePayment
        payment.custom = hidden
        holdsBack(try signRequest(payment, secretKey: "key"))
    }
}
