import Foundation

// Foundation's coders hold numbers of at most 38 digits; `JSONValue(parsing:)` and `text` hold all.
extension JSONValue: Codable {
    /// Reads JSON from any decoder.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: JSONName.self) {
            self = .object(
                JSONObject(
                    try container.allKeys.map { ($0.stringValue, try container.decode(JSONValue.self, forKey: $0)) }))
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var items: [JSONValue] = []
            while !container.isAtEnd { items.append(try container.decode(JSONValue.self)) }
            self = .array(items)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(JSONNumber(value))
        } else if let number = JSONNumber(try container.decode(Decimal.self)) {
            self = .number(number)
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a JSON value")
        }
    }

    /// Writes JSON to any encoder. A number that `Decimal` cannot hold exactly is an error.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let object):
            var container = encoder.container(keyedBy: JSONName.self)
            for member in object.members { try container.encode(member.value, forKey: JSONName(member.name)) }
        case .array(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(item) }
        case .null, .bool, .string, .number:
            var container = encoder.singleValueContainer()
            try encode(into: &container)
        }
    }

    private func encode(into container: inout any SingleValueEncodingContainer) throws {
        switch self {
        case .bool(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .number(let number):
            if let int = number.int {
                try container.encode(int)
            } else if let decimal = number.decimal {
                try container.encode(decimal)
            } else {
                let context = EncodingError.Context(
                    codingPath: container.codingPath, debugDescription: "the number has more digits than Decimal holds")
                throw EncodingError.invalidValue(self, context)
            }
        case .null, .array, .object: try container.encodeNil()
        }
    }
}

extension JSONObject: Codable {
    /// Reads an object from any decoder, which may change the order of its members.
    public init(from decoder: any Decoder) throws {
        guard let object = try JSONValue(from: decoder).object else {
            let context = DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not a JSON object")
            throw DecodingError.typeMismatch(JSONObject.self, context)
        }
        self = object
    }

    /// Writes the object to any encoder.
    public func encode(to encoder: any Encoder) throws { try JSONValue.object(self).encode(to: encoder) }
}

/// The name of any member.
private struct JSONName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
}
