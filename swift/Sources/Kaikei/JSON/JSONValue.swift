/// Free JSON, as the gateway wrote it or as you want it sent: numbers keep all their digits, members their order.
///
/// Write it with literals: `["plan": "gold", "seats": 3, "trial": nil]`. For a number with a fraction, use
/// ``JSONNumber``: a literal would pass through binary floating point.
public enum JSONValue: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number with its digits.
    case number(JSONNumber)
    /// A text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// Reads JSON text. A number keeps its digits however many they are.
    ///
    /// - Throws: ``KaikeiError`` of kind `invalidRequest` if `text` is not JSON, or nested more than 128 deep.
    public init(parsing text: String) throws {
        var parser = JSONParser(text)
        self = try parser.whole()
    }

    /// The JSON text, without blanks.
    public var text: String {
        var writer = JSONWriter()
        writer.write(self)
        return writer.text
    }

    /// The member of this name, if this is an object that has it.
    public subscript(name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The item at this place, if this is a list that has it.
    public subscript(index: Int) -> JSONValue? {
        if case .array(let items) = self, items.indices.contains(index) { items[index] } else { nil }
    }

    /// The text, if this is one.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The number, if this is one.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }

    /// The truth value, if this is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The items, if this is a list.
    public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }

    /// The object, if this is one.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object, whose members keep their order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}

extension JSONValue: CustomStringConvertible {
    /// The JSON text.
    public var description: String { text }
}
