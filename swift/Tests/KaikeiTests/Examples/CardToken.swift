import Kaikei

func cardToken(_ options: UnivaPay.Options, number: Secret, cvv: Secret) async throws {
    let client = try UnivaPay(options)
    do {
        let card = UnivaPay.CardPayment(
            cardholder: "TARO YAMADA", cardNumber: number, expMonth: 12, expYear: 2030, cvv: cvv)
        let token = try await client.tokens.create(.init(method: .card(card), email: "taro@example.com"))
        if case .card(let data) = token.data { print("token \(token.id), a card of \(data.card?.brand ?? .unknown)") }
    } catch let error as KaikeiError where error.kind == .invalidRequest {
        print("\(error.field ?? "-") is wrong: \(error.message)")
    }
}
