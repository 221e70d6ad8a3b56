import Foundation
import Kaikei

/// `customerEmail` becomes `customer_email`.
func snake(_ camel: String) -> String {
    camel.map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined()
}

private func members(_ members: [(String, JSONValue?)]) -> JSONValue {
    .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
}

/// An error as the cases have it.
func fields(of error: KaikeiError) -> JSONValue {
    members([
        ("kind", .string(error.kind.rawValue)), ("code", error.code.map { .string($0) }),
        ("message", .string(error.message)),
        ("field", error.field.map { .string(snake($0)) }),
        ("http_status", error.httpStatus.map { .number(JSONNumber($0)) }),
        ("api_code", error.apiCode.map { .string($0) }),
        ("request_id", error.requestId.map { .string($0) }),
        ("retry_after", error.retryAfter.map { .number(JSONNumber(Int($0.rounded(.up)))) }),
        ("sent", error.sent.map { .string($0.rawValue) }), ("reference", error.reference.map { .string($0) }),
    ])
}

/// An event as the cases have it.
func fields(of event: WebhookEvent) -> JSONValue {
    let date = event.date.map { day in "\(day)".split(separator: "-").reversed().joined(separator: "-") }
    return members([
        ("code", event.code.map { .number(JSONNumber($0)) }), ("status", .string(event.status)),
        ("payment_id", .string(event.paymentId)), ("transaction", .string(event.transaction)),
        ("amount", .string("\(event.amount)")), ("charge", event.charge.map { .string("\($0)") }),
        ("currency", .string(event.currency)), ("custom", .string(event.custom)), ("date", date.map { .string($0) }),
        ("verified_by", .string(event.verifiedBy)),
        ("timestamp", .number(JSONNumber(Int(event.timestamp.timeIntervalSince1970)))),
    ])
}

/// An event of UnivaPay as the cases have it.
func fields(of event: UnivaPay.Event) throws -> JSONValue {
    // What a case of the enum holds.
    let data = Mirror(reflecting: event.data).children.first?.value as? any Encodable
    return [
        "id": event.id.map { .string($0) } ?? .null, "event": .string(event.event.rawValue),
        "name": .string(event.name), "created_on": event.createdOn.map { .string(text(of: $0)) } ?? .null,
        "data_type": .string(event.dataType), "data": try data.map { try json($0) } ?? .null,
        "dedupe_key": .string(event.dedupeKey),
    ]
}

/// ISO 8601 to the microsecond, without zeros at its end.
private func text(of date: Date) -> String {
    let micros = Int((date.timeIntervalSince1970 * 1_000_000).rounded())
    let seconds = Date(timeIntervalSince1970: TimeInterval(micros / 1_000_000))
    var fraction = String(1_000_000 + micros % 1_000_000).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    let whole = ISO8601DateFormatter().string(from: seconds).dropLast()
    return fraction.isEmpty ? "\(whole)Z" : "\(whole).\(fraction)Z"
}

/// What the merchant expects to be paid.
func order(_ given: JSONObject) throws -> ItoJapan.Order {
    let currency = given["currency"]?.string.map { name -> ItoJapan.Currency in
        switch name {
        case "USD": .usd
        case "JPY": .jpy
        case "SGP-USD": .sgpUsd
        default: .other(.init(code: name, decimals: 2))
        }
    }
    guard let currency, let amount = Decimal(string: try given.text("amount")) else {
        throw Misuse(message: "no such order")
    }
    return ItoJapan.Order(
        custom: try given.text("custom"), amount: amount, currency: currency, paymentId: given["payment_id"]?.string)
}

func confirmation(_ confirmation: ItoJapan.Confirmation) -> JSONValue {
    switch confirmation {
    case .confirmed: ["outcome": "confirmed"]
    case .mismatch(let field): ["outcome": "mismatch", "field": .string(snake(field))]
    case .notFound: ["outcome": "not_found"]
    case .unknown(let error): ["outcome": "unknown", "error": fields(of: error)]
    }
}
