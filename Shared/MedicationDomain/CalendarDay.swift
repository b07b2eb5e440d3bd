/// A day of the Gregorian calendar, without a time zone: birth dates, effective dates of rules.
public struct CalendarDay: Hashable, Comparable, Sendable {
    public let daysSince1970: Int

    public init(daysSince1970: Int) { self.daysSince1970 = daysSince1970 }

    /// Nil when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDay.length(ofMonth: month, in: year)
        else { return nil }
        // Howard Hinnant's civil-days arithmetic: years begin in March, so the leap day comes last.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(daysSince1970: era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `YYYY-MM-DD`.
    public init?(_ text: some StringProtocol) { self.init(String(text)) }

    /// Reads `YYYY-MM-DD`, byte by byte: alerts carry several days each.
    public init?(_ text: String) {
        var (numbers, number, position) = ((0, 0), 0, 0)
        for byte in text.utf8 {
            switch (position, byte) {
            case (4, UInt8(ascii: "-")): (numbers.0, number) = (number, 0)
            case (7, UInt8(ascii: "-")): (numbers.1, number) = (number, 0)
            case (0..<4, 0x30...0x39), (5..<7, 0x30...0x39), (8..<10, 0x30...0x39):
                number = number * 10 + Int(byte - 0x30)
            default: return nil
            }
            position += 1
        }
        guard position == 10 else { return nil }
        self.init(year: numbers.0, month: numbers.1, day: number)
    }

    public var components: (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// Midnight at the start of the day, UTC.
    public var start: Instant { Instant(millisecondsSince1970: Int64(daysSince1970) * 86_400_000) }

    public func adding(days: Int) -> CalendarDay { CalendarDay(daysSince1970: daysSince1970 + days) }
    public func days(since other: CalendarDay) -> Int { daysSince1970 - other.daysSince1970 }
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.daysSince1970 < right.daysSince1970 }

    /// Whole years from a birth date to this day.
    public func fullYears(since birth: CalendarDay) -> Int {
        let (now, then) = (components, birth.components)
        let hadBirthday = (now.month, now.day) >= (then.month, then.day)
        return now.year - then.year - (hadBirthday ? 0 : 1)
    }

    static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDay: CustomStringConvertible, Codable {
    public var description: String {
        let (year, month, day) = components
        var text = ""
        text.append(padded: year, to: 4)
        text += "-"
        text.append(padded: month, to: 2)
        text += "-"
        text.append(padded: day, to: 2)
        return text
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let day = CalendarDay(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date (YYYY-MM-DD)")
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
