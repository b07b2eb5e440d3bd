import HL7v2
import MedicationDomain

/// A unit of time by its UCUM code.
enum TimeUnit: String, Sendable {
    case second = "s"
    case minute = "min"
    case hour = "h"
    case day = "d"
    case week = "wk"
    case month = "mo"
    case year = "a"

    /// The letters of repeat patterns and durations (HL7 table 0335): `L` is a month.
    static let letters: [UInt8: TimeUnit] = [
        UInt8(ascii: "S"): .second, UInt8(ascii: "M"): .minute, UInt8(ascii: "H"): .hour, UInt8(ascii: "D"): .day,
        UInt8(ascii: "W"): .week, UInt8(ascii: "L"): .month,
    ]

    /// Nil for a unit that is no time.
    init?(spelled text: String?) {
        switch text?.lowercased() {
        case "s", "sec": self = .second
        case "min": self = .minute
        case "h", "hr", "hour", "hours": self = .hour
        case "d", "day", "days": self = .day
        case "wk", "w", "week", "weeks": self = .week
        case "mo", "month", "months": self = .month
        case "a", "year": self = .year
        default: return nil
        }
    }

    /// Nil for months and years, which are not all of the same length.
    fileprivate var milliseconds: Double? {
        switch self {
        case .second: 1000
        case .minute: 60_000
        case .hour: 3_600_000
        case .day: 86_400_000
        case .week: 604_800_000
        case .month, .year: nil
        }
    }
}

/// How long something goes on.
struct TimeLength: Hashable, Sendable {
    var count: HL7Number
    var unit: TimeUnit

    /// A letter and a number, such as `D10`; nil for anything else.
    init?(letterFirst text: String) {
        guard let unit = text.utf8.first.flatMap({ TimeUnit.letters[$0] }),
            let count = HL7Number(digits: text.dropFirst())
        else { return nil }
        self.init(count, unit)
    }

    init(_ count: HL7Number, _ unit: TimeUnit) { (self.count, self.unit) = (count, unit) }

    /// Where it ends when it begins at a time; from a day on, the last day of it. Nil where that cannot be told.
    func end(from start: HL7Time) -> HL7Time? {
        switch start.precision {
        case .time: ending(start)
        case .day: lastDay(start)
        case .month, .year: nil
        }
    }

    private func ending(_ start: HL7Time) -> HL7Time? {
        let wall: Int64
        if let milliseconds = unit.milliseconds {
            wall = start.wallMilliseconds + Int64(min(max(count.value * milliseconds, -1e15), 1e15))
        } else {
            guard let day = day(monthsAfter: start) else { return nil }
            wall = start.wallMilliseconds + (day.start.millisecondsSince1970 - start.day.start.millisecondsSince1970)
        }
        return TimeLength.time(wall, like: start)
    }

    private func lastDay(_ start: HL7Time) -> HL7Time? {
        let day: CalendarDay?
        switch unit {
        case .day, .week:
            let days = count.value * (unit == .week ? 7 : 1)
            day = (1...1e6).contains(days) && days == days.rounded() ? start.day.adding(days: Int(days)) : nil
        case .month, .year: day = self.day(monthsAfter: start)
        case .second, .minute, .hour: day = nil
        }
        return day.flatMap { TimeLength.time($0.adding(days: -1).start.millisecondsSince1970, like: start) }
    }

    /// The same day of a later month, or the last one it has.
    private func day(monthsAfter start: HL7Time) -> CalendarDay? {
        let months = count.value * (unit == .year ? 12 : 1)
        guard (1...100_000).contains(months), months == months.rounded() else { return nil }
        let (year, month, day) = start.day.components
        let (years, rest) = (month - 1 + Int(months)).quotientAndRemainder(dividingBy: 12)
        return (1...day).reversed().lazy
            .compactMap { CalendarDay(year: year + years, month: rest + 1, day: $0) }.first
    }

    /// Nil beyond the years that can be written.
    private static func time(_ wall: Int64, like start: HL7Time) -> HL7Time? {
        guard (Instant.earliest.millisecondsSince1970...Instant.latest.millisecondsSince1970).contains(wall) else {
            return nil
        }
        return HL7Time(wallMilliseconds: wall, offsetMinutes: start.offsetMinutes, precision: start.precision)
    }
}

extension HL7Number {
    /// A number of digits only.
    init?(digits text: Substring) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(String(text))
    }
}
