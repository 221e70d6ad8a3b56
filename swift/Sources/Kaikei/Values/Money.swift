import Foundation
internal import KaikeiNative

extension UnivaPay {
    /// An amount and its currency: `Money.of("12.50", "USD")` is 1250 cents, and `Money.of("1000", "JPY")` 1000 yen, because
    /// the yen has no smaller unit. Nobody multiplies by a hundred.
    public struct Money: Sendable, Hashable {
        /// In the currency's smallest unit: cents, or yen.
        public let amount: Int
        /// The code of ISO 4217.
        public let currency: String
        private let decimals: Int?

        /// An amount in the currency's main unit, such as `"12.50"` dollars or `"1000"` yen.
        ///
        /// - Throws: ``KaikeiError`` of kind `invalidRequest` if it is negative or has more decimals than the currency, or if
        ///   this version does not know the currency; `field` says which.
        public static func of(_ amount: String, _ currency: String) throws -> Money {
            try Money(amount, currency, isMinor: false)
        }

        /// The same of a decimal number. Write one with a fraction as text: a literal passes through a `Double`.
        public static func of(_ amount: Decimal, _ currency: String) throws -> Money {
            try of("\(amount)", currency)
        }

        /// An amount in the currency's smallest unit, cents or yen, as the gateway's answers have it.
        ///
        /// - Throws: ``KaikeiError`` of kind `invalidRequest` if it is negative or larger than 2^53 - 1; `field` says what is
        ///   wrong.
        public static func minor(_ amount: Int, _ currency: String) throws -> Money {
            try Money(String(amount), currency, isMinor: true)
        }

        private init(_ amount: String, _ currency: String, isMinor: Bool) throws {
            let checked = try native { try money(amount: amount, currency: currency, isMinor: isMinor) }
            self.amount = Int(checked.amount)
            self.currency = currency
            decimals = checked.decimals.map { Int($0) }
        }

        /// In the currency's main unit; `nil` if this version does not know the currency.
        public var decimal: Decimal? { decimals.map { Decimal(amount) / pow(10, $0) } }
    }
}

extension UnivaPay.Money: CustomStringConvertible {
    /// `12.50 USD`
    public var description: String {
        guard let decimals else { return "\(amount) of the smallest unit of \(currency)" }
        let digits = padded(amount, decimals + 1)
        let fraction = digits.suffix(decimals)
        return "\(digits.dropLast(decimals))\(fraction.isEmpty ? "" : ".")\(fraction) \(currency)"
    }
}

extension UnivaPay.Money: WireOut {
    var wire: JSONValue { ["amount": .number(JSONNumber(amount)), "currency": .string(currency)] }
}
