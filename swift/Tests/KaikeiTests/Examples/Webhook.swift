import Foundation
import Kaikei

/// Answers a webhook with an HTTP status. `orders` and `deliver` are your own.
func receive(
    _ body: Data, _ headers: [HttpHeader], verifier: WebhookVerifier, client: ItoJapan,
    orders: [String: ItoJapan.Order], deliver: (WebhookEvent) throws -> Void
) async throws -> Int {
    let event: WebhookEvent
    do {
        event = try verifier.verify(body: body, headers: headers)
    } catch let error as KaikeiError where error.kind == .webhook {
        return 403
    }
    // From your own records, never from the event.
    guard let order = orders[event.custom] else { return 200 }
    switch try await client.confirm(order, event) {
    case .confirmed: try deliver(event)  // once: `event.repeats(fingerprint)` recognises repeats
    case .unknown: return 500  // the gateway then sends it again
    case .mismatch, .notFound: print("\(event.key) is not delivered")
    }
    return 200
}
