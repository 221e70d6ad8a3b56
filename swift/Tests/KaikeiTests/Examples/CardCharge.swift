import Kaikei

/// `client` has its secret: on a server only.
func cardCharge(_ client: UnivaPay, number: Secret, cvv: Secret) async throws -> String {
    let card = UnivaPay.CardPayment(
        cardholder: "TARO YAMADA", cardNumber: number, expMonth: 12, expYear: 2030, cvv: cvv)
    let token = try await client.tokens.create(.init(method: .card(card), email: "taro@example.com"))
    let price = try UnivaPay.Money.of("12.50", "USD")  // 1250 cents; .of("1250", "JPY") is 1250 yen
    let created = try await client.charges.create(.init(transactionTokenId: token.id, money: price))
    // The card company is asked meanwhile.
    let charge = try await client.charges.waitUntilSettled(.init(id: created.id))
    if let declined = charge.declined {
        return "declined with \(declined.name ?? "-"); worth another try: \(declined.retryable)"
    }
    guard charge.status == .successful else { return "the charge is \(charge.status?.rawValue ?? "-")" }

    let back = try UnivaPay.Money.of("2.50", "USD")
    let begun = try await client.refunds.create(.init(chargeId: charge.id, money: back, reason: .customerRequest))
    let refund = try await client.refunds.waitUntilSettled(.init(chargeId: charge.id, id: begun.id))
    return "charged \(price), refunded \(back): \(refund.status?.rawValue ?? "-")"
}
