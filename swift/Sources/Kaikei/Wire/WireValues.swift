import Foundation

extension String: WireValue {
    init(wire: JSONValue) throws {
        guard let text = wire.string else { throw WireProblem() }
        self = text
    }
    var wire: JSONValue { .string(self) }
}

extension Int: WireValue {
    init(wire: JSONValue) throws {
        guard let int = wire.number?.int else { throw WireProblem() }
        self = int
    }
    var wire: JSONValue { .number(JSONNumber(self)) }
}

extension Bool: WireValue {
    init(wire: JSONValue) throws {
        guard let bool = wire.bool else { throw WireProblem() }
        self = bool
    }
    var wire: JSONValue { .bool(self) }
}

extension Decimal: WireValue {
    /// Amounts cross as texts.
    init(wire: JSONValue) throws {
        guard let text = wire.string ?? wire.number?.text, let decimal = Decimal(everyDigitOf: text) else {
            throw WireProblem()
        }
        self = decimal
    }
    var wire: JSONValue { .string("\(self)") }
}

extension Date: WireValue {
    init(wire: JSONValue) throws {
        guard let text = wire.string, let date = Date(iso8601: text) else { throw WireProblem() }
        self = date
    }
    var wire: JSONValue { .string(iso8601) }
}

extension JSONValue: WireValue {
    init(wire: JSONValue) { self = wire }
    var wire: JSONValue { self }
}

extension JSONObject: WireValue {
    init(wire: JSONValue) throws {
        guard let object = wire.object else { throw WireProblem() }
        self = object
    }
    var wire: JSONValue { .object(self) }
}

extension Array: WireOut where Element: WireOut {
    var wire: JSONValue { .array(map(\.wire)) }
    var masked: JSONValue { .array(map(\.masked)) }
}

extension Array: WireValue where Element: WireValue {
    init(wire: JSONValue) throws {
        guard let items = wire.array else { throw WireProblem() }
        self = try items.map { try Element(wire: $0) }
    }
}
