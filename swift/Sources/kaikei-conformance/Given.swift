import Foundation
import Kaikei

/// The JSON does not fit the types: a case that their users could not write.
struct Unfit: Error {}

/// What a call brought.
struct Made {
    let ok: JSONValue
    let raw: String
    let response: ResponseInfo

    init<Answer: Encodable>(_ reply: Reply<Answer>) throws {
        var written = try json(reply.value).object ?? [:]
        if let card = reply.value as? ItoJapan.RevealedCard {
            written["card_number"] = card.cardNumber.map { .string($0.expose()) }
        }
        ok = .object(written)
        (raw, response) = (reply.rawText, reply.response)
    }

    init(_ reply: Reply<JSONValue>) { (ok, raw, response) = (reply.value, reply.rawText, reply.response) }
}

/// Answers are written the way applications can write them.
func json(_ answer: some Encodable) throws -> JSONValue {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return try JSONValue(parsing: String(decoding: encoder.encode(answer), as: UTF8.self))
}

/// Every item of a list.
func items<Item: Encodable>(_ listing: UnivaPay.Listing<Item>) async throws -> [JSONValue] {
    var items: [JSONValue] = []
    for try await item in listing { items.append(try json(item)) }
    return items
}

/// The members of an object, each of which must be taken.
struct Given {
    private let object: JSONObject
    private var taken: Set<String> = []

    init(_ object: JSONObject) { self.object = object }

    /// The whole object as a type of the package; `Unfit` if it has a member that the type has not.
    func `as`<Value>(_ make: (inout Given) throws -> Value) throws -> Value {
        var given = self
        let value = try make(&given)
        guard given.taken.isSuperset(of: object.names) else { throw Unfit() }
        return value
    }

    mutating func take<Value: Fitting>(_ name: String) throws -> Value { try must(try takeAny(name)) }
    mutating func take<Value: OpenValue>(_ name: String) throws -> Value { try must(try takeAny(name)) }
    mutating func take<Value: OpenValue>(_ name: String) throws -> [Value] { try must(try takeAny(name)) }
    mutating func take<Value>(_ name: String, _ make: (inout Given) throws -> Value) throws -> Value {
        try must(try takeAny(name, make))
    }
    mutating func take<Value>(_ name: String, _ make: (JSONValue) throws -> Value) throws -> Value {
        try must(try takeAny(name, make))
    }

    mutating func takeAny<Value: Fitting>(_ name: String) throws -> Value? {
        try takeAny(name) { (json: JSONValue) in try Value.fitting(json) }
    }
    mutating func takeAny<Value: OpenValue>(_ name: String) throws -> Value? {
        try takeAny(name) { (json: JSONValue) in Value(rawValue: try String.fitting(json)) }
    }
    mutating func takeAny<Value: OpenValue>(_ name: String) throws -> [Value]? {
        try takeAny(name) { (json: JSONValue) in try [String].fitting(json).map { Value(rawValue: $0) } }
    }
    mutating func takeAny<Value>(_ name: String, _ make: (inout Given) throws -> Value) throws -> Value? {
        try takeAny(name) { (json: JSONValue) -> Value in
            guard let object = json.object else { throw Unfit() }
            return try Given(object).as(make)
        }
    }
    mutating func takeAny<Value>(_ name: String, _ make: (JSONValue) throws -> Value) throws -> Value? {
        guard let json = object[name] else { return nil }
        taken.insert(name)
        return try make(json)
    }

    private func must<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Unfit() }
        return value
    }
}

/// Types that JSON is read into.
protocol Fitting {
    static func fitting(_ json: JSONValue) throws -> Self
}

extension String: Fitting {
    static func fitting(_ json: JSONValue) throws -> String { try fit(json.string) }
}

extension Int: Fitting {
    static func fitting(_ json: JSONValue) throws -> Int { try fit(json.number?.int) }
}

extension Bool: Fitting {
    static func fitting(_ json: JSONValue) throws -> Bool { try fit(json.bool) }
}

extension Secret: Fitting {
    static func fitting(_ json: JSONValue) throws -> Secret { Secret(try fit(json.string)) }
}

extension Decimal: Fitting {
    /// A text that the number would not be written as does not fit: zeros at the end count in signatures.
    static func fitting(_ json: JSONValue) throws -> Decimal {
        let text = try fit(json.string)
        let decimal = try fit(Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")))
        guard "\(decimal)" == text else { throw Unfit() }
        return decimal
    }
}

extension JSONObject: Fitting {
    static func fitting(_ json: JSONValue) throws -> JSONObject { try fit(json.object) }
}

extension Date: Fitting {
    /// Other ways to write it do not fit: the text goes as it is.
    static func fitting(_ json: JSONValue) throws -> Date {
        let text = try fit(json.string)
        let date = try fit(ISO8601DateFormatter().date(from: text))
        guard text.hasSuffix("Z") else { throw Unfit() }
        return date
    }
}

extension UnivaPay.Money: Fitting {
    static func fitting(_ json: JSONValue) throws -> UnivaPay.Money {
        let object = try fit(json.object)
        guard object.names.sorted() == ["amount", "currency"],
            let money = try? Self.minor(try Int.fitting(object["amount"]!), try String.fitting(object["currency"]!))
        else { throw Unfit() }
        return money
    }
}

extension Array: Fitting where Element: Fitting {
    static func fitting(_ json: JSONValue) throws -> [Element] { try fit(json.array).map { try Element.fitting($0) } }
}

private func fit<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Unfit() }
    return value
}
