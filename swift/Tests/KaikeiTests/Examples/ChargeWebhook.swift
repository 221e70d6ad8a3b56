import Foundation
import Kaikei

/// The HTTP status to answer with, within 3 seconds. `keep` puts an event into a table of your own, under its key.
func receiveEvent(
    _ body: Data, _ headers: [HttpHeader], verifier: UnivaPay.WebhookVerifier,
    keep: (_ key: String, UnivaPay.Event) throws -> Void
) -> Int {
    do {
        let event = try verifier.verify(body: body, headers: headers)
        try keep(event.dedupeKey, event)  // once: a key that is there already is a repeat
        return UnivaPay.WebhookVerifier.taken
    } catch {
        return UnivaPay.WebhookVerifier.notNow  // not 401 or 403: those would switch the webhook off
    }
}

/// Afterwards, from that table: the order that was paid, of a charge that was made with `metadata`.
func paidOrder(_ event: UnivaPay.Event) -> String? {
    guard case .charge(let charge) = event.data, charge.status == .successful else { return nil }
    return charge.metadata["order"]?.string
}
