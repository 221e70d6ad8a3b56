import Kaikei

// The Swift code of docs/univapay.md, a function for each way of paying.

// snippet: card
func card(_ client: UnivaPay) async throws -> UnivaPay.Charge {
    let card = UnivaPay.CardPayment(
        cardholder: "TARO YAMADA", cardNumber: "4000020000000000", expMonth: 12, expYear: 2030, cvv: "123")
    let token = try await client.tokens.create(.init(method: .card(card), email: "taro@example.com"))

    let created = try await client.charges.create(.init(transactionTokenId: token.id, money: .of("1000", "JPY")))
    let charge = try await client.charges.waitUntilSettled(.init(id: created.id))

    if let declined = charge.declined {
        let code = declined.code.map(String.init) ?? "-"
        print("declined: \(code) \(declined.name ?? "-"), may be tried again: \(declined.retryable)")
    }
    return charge.value
}
// end

// snippet: three_ds
func threeDs(_ client: UnivaPay, tokenId: String) async throws -> UnivaPay.IssuerToken {
    let created = try await client.charges.create(
        .init(
            transactionTokenId: tokenId, money: .of("1000", "JPY"),
            threeDs: .init(mode: .require, redirectEndpoint: "https://shop.example/back")))
    let charge = try await client.charges.waitUntilSettled(.init(id: created.id))

    // `awaiting`: the customer's browser posts `payload` as a form to the URL in `issuerToken`.
    return try await client.charges.threeDsIssuerToken(.init(id: charge.id)).value
}
// end

// snippet: capture
func capture(_ client: UnivaPay, tokenId: String) async throws -> UnivaPay.Charge {
    let created = try await client.charges.create(
        .init(transactionTokenId: tokenId, money: .of("1000", "JPY"), capture: false))
    let authorized = try await client.charges.waitUntilSettled(.init(id: created.id))
    guard authorized.status == .authorized else { return authorized.value }  // `declined` says why

    // When the goods leave: all of it, or less.
    _ = try await client.charges.capture(.init(id: created.id))
    return try await client.charges.waitUntilSettled(.init(id: created.id, pastAuthorized: true)).value
}
// end

// snippet: refund
func refund(_ client: UnivaPay, chargeId: String) async throws -> UnivaPay.Refund {
    let created = try await client.refunds.create(.init(chargeId: chargeId, money: .of("400", "JPY")))
    return try await client.refunds.waitUntilSettled(.init(chargeId: chargeId, id: created.id)).value
}
// end

// snippet: cancel
func cancel(_ client: UnivaPay, chargeId: String) async throws -> Bool {
    let created = try await client.cancels.create(.init(chargeId: chargeId))
    let cancel = try await client.cancels.waitUntilSettled(.init(chargeId: chargeId, id: created.id))
    return cancel.declined == nil
}
// end

// snippet: apple_pay
func applePay(_ client: UnivaPay, applepayToken: Secret) async throws -> UnivaPay.Charge {
    let method = UnivaPay.ApplePayPayment(applepayToken: applepayToken, cardholder: "TARO YAMADA")
    let token = try await client.tokens.create(.init(method: .applePay(method), email: "taro@example.com"))
    let created = try await client.charges.create(.init(transactionTokenId: token.id, money: .of("1000", "JPY")))
    return try await client.charges.waitUntilSettled(.init(id: created.id)).value
}
// end

// snippet: qr_scan
func qrScan(_ client: UnivaPay, scanned: Secret) async throws -> UnivaPay.Charge {
    let token = try await client.tokens.create(.init(method: .qrScan(.init(scannedQr: scanned))))
    let created = try await client.charges.create(.init(transactionTokenId: token.id, money: .of("1000", "JPY")))
    return try await client.charges.waitUntilSettled(.init(id: created.id)).value
}
// end

// snippet: qr_merchant
func qrMerchant(_ client: UnivaPay) async throws -> (charge: UnivaPay.Charge, imageUrl: String) {
    let token = try await client.tokens.create(.init(method: .qrMerchant(.init(brand: .payPayMerchant))))
    let created = try await client.charges.create(.init(transactionTokenId: token.id, money: .of("1000", "JPY")))
    let charge = try await client.charges.waitUntilSettled(.init(id: created.id))

    // `awaiting`: show this code, and learn by webhook that it was paid.
    let image = try await client.charges.waitForQrImage(.init(id: charge.id))
    return (charge.value, image.qrImageUrl ?? "")
}
// end

// snippet: konbini
func konbini(_ client: UnivaPay) async throws -> UnivaPay.Charge {
    let method = UnivaPay.KonbiniPayment(
        customerName: "山田 太郎", phoneNumber: .init(countryCode: "81", localNumber: "08012345678"),
        convenienceStore: .familyMart, expirationPeriod: "P7D")
    let token = try await client.tokens.create(.init(method: .konbini(method), email: "taro@example.com"))

    // `awaiting`: the gateway mails the customer how to pay. A webhook tells of the payment, days later.
    let created = try await client.charges.create(.init(transactionTokenId: token.id, money: .of("2000", "JPY")))
    return try await client.charges.waitUntilSettled(.init(id: created.id)).value
}
// end

// snippet: online
func online(_ client: UnivaPay) async throws -> (charge: UnivaPay.Charge, page: UnivaPay.IssuerToken) {
    let method = UnivaPay.OnlinePayment(brand: .alipayOnline, callMethod: .httpGet)
    let token = try await client.tokens.create(.init(method: .online(method)))
    let created = try await client.charges.create(
        .init(
            transactionTokenId: token.id, money: .of("3000", "JPY"),
            redirect: .init(endpoint: "https://shop.example/back")))
    let charge = try await client.charges.waitUntilSettled(.init(id: created.id))

    // `awaiting`: send the customer to the URL in `issuerToken`.
    let page = try await client.charges.issuerToken(.init(id: charge.id))
    return (charge.value, page.value)
}
// end

// snippet: bank_transfer
func bankTransfer(_ client: UnivaPay) async throws -> (charge: UnivaPay.Charge, account: UnivaPay.IssuerToken) {
    let method = UnivaPay.BankTransferPayment(brand: .aozoraBank)
    let token = try await client.tokens.create(.init(method: .bankTransfer(method), email: "taro@example.com"))
    let created = try await client.charges.create(.init(transactionTokenId: token.id, money: .of("5000", "JPY")))
    let charge = try await client.charges.waitUntilSettled(.init(id: created.id))

    // `awaiting`: tell the customer this account.
    let account = try await client.charges.issuerToken(.init(id: charge.id))
    return (charge.value, account.value)
}
// end

// snippet: paidy
func paidy(_ client: UnivaPay, paidyToken: Secret) async throws -> UnivaPay.Charge {
    let method = UnivaPay.PaidyPayment(
        paidyToken: paidyToken, shippingAddress: .init(zip: "100-0005", line1: "丸の内1-1-1"))
    let token = try await client.tokens.create(.init(method: .paidy(method), email: "taro@example.com"))
    let created = try await client.charges.create(.init(transactionTokenId: token.id, money: .of("4000", "JPY")))
    return try await client.charges.waitUntilSettled(.init(id: created.id)).value
}
// end

// snippet: subscription
func subscription(_ client: UnivaPay) async throws -> UnivaPay.Subscription {
    let card = UnivaPay.CardPayment(
        cardholder: "HANAKO YAMADA", cardNumber: "4000020000000000", expMonth: 12, expYear: 2030, cvv: "123")
    let token = try await client.tokens.create(
        .init(method: .card(card), type: .subscription, email: "hanako@example.com"))

    let created = try await client.subscriptions.create(
        .init(transactionTokenId: token.id, money: .of("980", "JPY"), period: .monthly))
    return try await client.subscriptions.waitUntilSettled(.init(id: created.id)).value
}
// end

// snippet: unsubscribe
func unsubscribe(_ client: UnivaPay, subscriptionId: String) async throws {
    _ = try await client.subscriptions.cancel(.init(id: subscriptionId))
}
// end

// snippet: list
func list(_ client: UnivaPay) async throws -> Int {
    var yen = 0
    for try await charge in client.charges.list() where charge.status == .successful {
        yen += charge.chargedAmount ?? 0
    }
    return yen
}
// end
