import Foundation

/// A JSON number with all its digits. Two numbers are equal if they are written alike.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    /// The number as JSON writes it: `1.50`, `1e400`.
    public let text: String

    /// A number as JSON writes it; `nil` for anything else.
    public init?(_ text: String) {
        guard JSONNumber.isNumber(text.utf8) else { return nil }
        self.text = text
    }

    /// A number that the parser has checked.
    init(checked text: String) { self.text = text }

    /// A whole number.
    public init(_ value: Int) { text = String(value) }

    /// An exact decimal; `nil` for NaN.
    public init?(_ value: Decimal) { self.init("\(value)") }

    /// A whole number.
    public init(integerLiteral value: Int) { self.init(value) }

    /// The number as text.
    public var description: String { text }

    /// The number as an `Int`, if it is a whole number that fits.
    public var int: Int? { Int(text) }

    /// The number as a `Decimal`, if that holds every digit: at most 38.
    public var decimal: Decimal? { Decimal(everyDigitOf: text) }

    /// RFC 8259: `-`?, digits without leading zeros, a fraction, an exponent.
    static func isNumber(_ text: some Collection<UInt8>) -> Bool {
        var rest = text[...]
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        func skip(_ any: String) -> Bool {
            guard let first = rest.first, any.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = skip("-")
        if skip("0") == false, digits() == 0 { return false }
        if skip("."), digits() == 0 { return false }
        if skip("eE") {
            _ = skip("+-")
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }
}

extension Decimal {
    /// The number that `text` writes, or `nil` if it is no number or a digit would be lost: Foundation's own reading rounds
    /// after 38 digits, and stops at what it does not understand.
    init?(everyDigitOf text: String) {
        guard JSONNumber.isNumber(text.utf8) else { return nil }
        let parts = text.lowercased().split(separator: "e")
        let mantissa = parts[0].drop { $0 == "-" }
        let fraction = mantissa.split(separator: ".").dropFirst().first?.count ?? 0
        let digits = String(mantissa.filter { $0 != "." }.drop { $0 == "0" })
        let significant = digits.reversed().drop { $0 == "0" }.count
        guard significant > 0 else {
            self = 0
            return
        }
        guard let exponent = Int(parts.count > 1 ? String(parts[1]) : "0"), abs(exponent) < 1000 else { return nil }
        let scale = exponent - fraction + (digits.count - significant)
        guard significant <= 38, (-127...127).contains(scale), significant + scale <= 127 else { return nil }
        guard let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")), value.isFinite else {
            return nil
        }
        self = value
    }
}
