/// Reads JSON text and keeps every digit, which Foundation's readers do not on every platform.
struct JSONParser {
    private static let deepest = 128

    private var bytes: [UInt8]
    private var at = 0
    private var depth = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func whole() throws -> JSONValue {
        let value = try value()
        skipBlanks()
        guard at == bytes.count else { throw wrong }
        return value
    }

    private var wrong: KaikeiError { .invalid("json", "is not JSON: look at byte \(at)") }

    private mutating func value() throws -> JSONValue {
        skipBlanks()
        guard at < bytes.count else { throw wrong }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ read: (inout Self) throws -> JSONValue) throws -> JSONValue {
        depth += 1
        guard depth <= Self.deepest else { throw KaikeiError.invalid("json", "is nested too deeply") }
        defer { depth -= 1 }
        at += 1
        return try read(&self)
    }

    private mutating func object() throws -> JSONValue {
        var members: [JSONObject.Member] = []
        var places: [String: Int] = [:]
        skipBlanks()
        if take("}") { return .object(JSONObject()) }
        repeat {
            skipBlanks()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw wrong }
            let name = try string()
            skipBlanks()
            guard take(":") else { throw wrong }
            let member = JSONObject.Member(name: name, value: try value())
            if let place = places[name] {
                members[place] = member
            } else {
                places[name] = members.count
                members.append(member)
            }
            skipBlanks()
        } while take(",")
        guard take("}") else { throw wrong }
        return .object(JSONObject(parsed: members))
    }

    private mutating func array() throws -> JSONValue {
        var items: [JSONValue] = []
        skipBlanks()
        if take("]") { return .array([]) }
        repeat {
            items.append(try value())
            skipBlanks()
        } while take(",")
        guard take("]") else { throw wrong }
        return .array(items)
    }

    private mutating func number() throws -> JSONValue {
        let end = bytes[at...].firstIndex { !"+-.0123456789eE".utf8.contains($0) } ?? bytes.count
        guard JSONNumber.isNumber(bytes[at..<end]) else { throw wrong }
        defer { at = end }
        return .number(JSONNumber(checked: String(decoding: bytes[at..<end], as: UTF8.self)))
    }

    private mutating func string() throws -> String {
        at += 1
        var out: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw wrong
            default: out.append(byte)
            }
        }
        throw wrong
    }

    private mutating func escape(into out: inout [UInt8]) throws {
        guard at < bytes.count else { throw wrong }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "u"): out.append(contentsOf: String(try scalar()).utf8)
        default: throw wrong
        }
    }

    private mutating func scalar() throws -> Character {
        let first = try unit()
        guard (0xD800...0xDBFF).contains(first) else {
            return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
        }
        guard take("\\"), take("u") else { return "\u{FFFD}" }
        let second = try unit()
        guard (0xDC00...0xDFFF).contains(second) else { return "\u{FFFD}" }
        return Character(Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}")
    }

    private mutating func unit() throws -> UInt32 {
        // `UInt32` would take a sign.
        guard at + 4 <= bytes.count, !"+-".utf8.contains(bytes[at]),
            let unit = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw wrong }
        at += 4
        return unit
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
        guard bytes[at...].starts(with: word.utf8) else { throw wrong }
        at += word.utf8.count
        return value
    }

    private mutating func take(_ one: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: one) else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }
}
