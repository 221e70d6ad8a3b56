import Foundation
import Kaikei

func checkout(_ options: ItoJapan.Options) async throws {
    let client = try ItoJapan(options)  // accessKey and secretKey: on a server only
    do {
        let created = try await client.payments.create(
            .init(
                custom: "ORDER-2026-0001",  // your own id of the order
                currencyCode: .usd,
                amount: Decimal(string: "280.05")!,  // a literal with a fraction would pass through a Double
                details: "Digital Product",
                webHook: "https://shop.example/web_hook",
                cancelUrl: "https://shop.example/cancel",
                successUrl: "https://shop.example/thanks",
                customerEmail: "buyer@example.com"))
        print("keep \(created.paymentId) with the order, and send the buyer to \(created.url)")
    } catch let error as KaikeiError where error.kind == .outcomeUnknown {
        print("look for \(error.reference ?? "-") before you try again: nobody knows if it was made")
    }
}
