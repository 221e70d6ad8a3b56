import Foundation
internal import KaikeiNative

/// A payment notification whose signature was verified: only ``WebhookVerifier`` makes one.
public struct WebhookEvent: Sendable {
    /// The body's code, 200 for a completed payment.
    public let code: Int?
    /// The body's status, `"ok"` for a completed payment.
    public let status: String
    /// The gateway's id of the payment.
    public let paymentId: String
    /// The gateway's transaction number.
    public let transaction: String
    /// What the buyer paid, in the currency's main unit.
    public let amount: Decimal
    /// The gateway's fee, in the same currency.
    public let charge: Decimal?
    /// The currency's code.
    public let currency: String
    /// The merchant's own id of the order.
    public let custom: String
    /// The day of the payment, without a time zone.
    public let date: CalendarDate?
    /// The name of the secret that verified it.
    public let verifiedBy: String
    /// The time that was signed, to the second.
    public let timestamp: Date
    /// Whether it reports a completed payment: status `ok`, and code absent or 2xx.
    public let isOk: Bool
    /// The key to recognise repeats by: gateway, payment id, transaction and status. The gateway sends no event id.
    public let key: String
    /// The fields that this version does not know.
    public let unknown: JSONObject
    /// What to keep of this event once it was handled, under its `key`, in the same transaction as the delivery.
    public let fingerprint: Fingerprint
    /// Everything the gateway sent. It may hold personal data, and is not printed.
    public let raw: String

    let native: NativeEvent

    init(_ native: NativeEvent) throws {
        let (text, raw) = try Kaikei.native { (try native.fields(), try native.raw()) }
        let members = try Members(JSONValue(parsing: text), of: "WebhookEvent")
        code = try members.read("code")
        status = try members.read("status")
        paymentId = try members.read("payment_id")
        transaction = try members.read("transaction")
        amount = try members.read("amount")
        charge = try members.read("charge")
        currency = try members.read("currency")
        custom = try members.read("custom")
        date = try members.read("date")
        verifiedBy = try members.read("verified_by")
        timestamp = Date(timeIntervalSince1970: TimeInterval(try members.read("timestamp") as Int))
        isOk = try members.read("is_ok")
        key = try members.read("key")
        unknown = try members.read("unknown")
        fingerprint = try members.read("fingerprint")
        self.raw = raw
        self.native = native
    }

    /// Whether this repeats an event that was handled before, of which `fingerprint` was kept: then answer it with 200 and do
    /// nothing else. Of an event under another key it is false.
    ///
    /// - Throws: ``KaikeiError`` of kind `conflict` if it is the same payment with another amount, currency or `custom`:
    ///   somebody must look at it.
    public func repeats(_ fingerprint: Fingerprint) throws -> Bool {
        try Kaikei.native { try native.repeats(fingerprint: Data(fingerprint.wire.text.utf8)) }
    }
}

extension WebhookEvent: CustomStringConvertible, CustomReflectable {
    /// The key.
    public var description: String { "WebhookEvent(\(key))" }
    /// The key.
    public var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}

/// What to keep of an event that was handled: any encoder writes it.
public struct Fingerprint: Sendable, Hashable, Codable {
    /// The event's `key`.
    public let key: String
    /// The amount that was paid, as text with its digits.
    public let amount: String
    /// Its currency.
    public let currency: String
    /// The merchant's own id of the order.
    public let custom: String

    /// A fingerprint that you kept by its parts.
    public init(key: String, amount: String, currency: String, custom: String) {
        (self.key, self.amount, self.currency, self.custom) = (key, amount, currency, custom)
    }
}

extension Fingerprint: WireModel {
    init(wire: JSONValue) throws {
        let members = try Members(wire, of: "Fingerprint")
        key = try members.read("key")
        amount = try members.read("amount")
        currency = try members.read("currency")
        custom = try members.read("custom")
    }
    var members: [(String, (any WireOut)?)] {
        [("key", key), ("amount", amount), ("currency", currency), ("custom", custom)]
    }
}
