import Foundation

/// A day of the calendar without a time zone.
public struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The year, four digits.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// A day; `nil` if the calendar has none such.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...days[month - 1]).contains(day) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The day in ISO 8601: `2026-11-23`.
    public var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    /// For `Calendar` and date formatters.
    public var dateComponents: DateComponents { DateComponents(year: year, month: month, day: day) }

    /// Whether `one` is before `other`.
    public static func < (one: CalendarDate, other: CalendarDate) -> Bool {
        (one.year, one.month, one.day) < (other.year, other.month, other.day)
    }
}

extension CalendarDate: WireValue {
    /// The gateway writes `dd-mm-yyyy`.
    init(wire: JSONValue) throws {
        let parts = try String(wire: wire).split(separator: "-").map { Int($0) ?? 0 }
        guard parts.count == 3, let date = CalendarDate(year: parts[2], month: parts[1], day: parts[0]) else {
            throw WireProblem()
        }
        self = date
    }
    var wire: JSONValue { .string("\(padded(day, 2))-\(padded(month, 2))-\(padded(year, 4))") }
}

/// `number` with zeros before it.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
