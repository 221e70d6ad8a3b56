import Foundation

// Without Foundation's formatters: they know three digits of a second at most.
extension Date {
    /// An instant as the engine writes it: `2026-03-13T02:39:52.908468Z`. `Date` holds it to about a tenth of a microsecond.
    init?(iso8601 text: String) {
        guard text.hasSuffix("Z"), text.utf8.allSatisfy({ "0123456789-:.TZ".utf8.contains($0) }) else { return nil }
        let parts = text.dropLast().split(separator: "T")
        guard parts.count == 2 else { return nil }
        let day = parts[0].split(separator: "-").map { Int($0) }
        let time = parts[1].split(separator: ":")
        guard day.count == 3, time.count == 3, let year = day[0], let month = day[1], let date = day[2],
            let hour = Int(time[0]), let minute = Int(time[1]), let second = Double(time[2]),
            CalendarDate(year: year, month: month, day: date) != nil, (0..<24).contains(hour),
            (0..<60).contains(minute), (0..<61).contains(second)
        else { return nil }
        let days = Date.days(year, month, date)
        self.init(timeIntervalSince1970: Double(days * 86400 + hour * 3600 + minute * 60) + second)
    }

    /// The instant in UTC, to the microsecond; the nearest of the years 1 to 9999.
    var iso8601: String {
        let micros = Int((within(-62_135_596_800, 253_402_300_799) * 1_000_000).rounded())
        let (seconds, fraction) = (micros.floorDivided(by: 1_000_000), micros.modulo(1_000_000))
        let (days, rest) = (seconds.floorDivided(by: 86400), seconds.modulo(86400))
        let (year, month, day) = Date.civil(days)
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        text += "T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
        var digits = padded(fraction, 6)
        while digits.last == "0" { digits.removeLast() }
        return text + (digits.isEmpty ? "Z" : ".\(digits)Z")
    }

    /// Days since 1970 in the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, inEra) = (shifted.floorDivided(by: 400), shifted.modulo(400))
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + inEra * 365 + inEra / 4 - inEra / 100 + ofYear - 719_468
    }

    /// The other way round.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let (era, inEra) = (shifted.floorDivided(by: 146_097), shifted.modulo(146_097))
        let ofEra = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
        let ofYear = inEra - (365 * ofEra + ofEra / 4 - ofEra / 100)
        let part = (5 * ofYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (ofEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * part + 2) / 5 + 1)
    }
}

extension Int {
    fileprivate func floorDivided(by other: Int) -> Int { (self - modulo(other)) / other }
    fileprivate func modulo(_ other: Int) -> Int { (self % other + other) % other }
}

extension Date {
    /// Seconds since 1970 that are a number, whatever a clock says.
    fileprivate func within(_ first: TimeInterval, _ last: TimeInterval) -> TimeInterval {
        let seconds = timeIntervalSince1970
        return seconds.isNaN ? 0 : min(max(seconds, first), last)
    }
}

/// Milliseconds since 1970, as the engine counts.
extension Date {
    /// The nearest that the engine takes: a webhook's timestamp has twelve digits at most.
    var millis: UInt64 { UInt64((within(0, 999_999_999_999) * 1000).rounded()) }

    init(millis: UInt64) { self.init(timeIntervalSince1970: Double(millis) / 1000) }
}
