public import MedicationDomain

/// A time as precise as it was written: `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ]`.
public struct HL7Time: Hashable, Sendable {
    public enum Precision: Int, Sendable { case year, month, day, time }

    public let precision: Precision
    /// The first moment it may mean, by the clock on the wall, in milliseconds.
    public let wallMilliseconds: Int64
    /// Minutes east of UTC; 0 for times that are no more precise than a day.
    public let offsetMinutes: Int

    /// From the hour on, missing minutes and seconds are 0.
    public init(wallMilliseconds: Int64, offsetMinutes: Int, precision: Precision = .time) {
        self.wallMilliseconds = wallMilliseconds
        self.offsetMinutes = precision == .time ? offsetMinutes : 0
        self.precision = precision
    }

    /// Nil when it is no time, or names a day that does not exist.
    ///
    /// - Parameter zone: where the text names none.
    public init?(_ text: String, zone: HL7Zone = .utc) {
        let bytes = Array(text.utf8)
        let digits = bytes.prefix(while: \.isDigit)
        var rest = bytes.dropFirst(digits.count)
        var milliseconds = 0
        if digits.count == 14, rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: \.isDigit)
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(fraction.count + 1)
            let places = Array(fraction.prefix(3)) + Array(repeating: 0x30, count: max(0, 3 - fraction.count))
            milliseconds = HL7Time.number(places[...])
        }
        var offset: Int?
        if !rest.isEmpty {
            guard let named = HL7Time.offset(rest) else { return nil }
            offset = named
        }
        guard [4, 6, 8, 10, 12, 14].contains(digits.count) else { return nil }
        func part(_ start: Int, _ length: Int, otherwise value: Int) -> Int {
            start < digits.count ? HL7Time.number(digits.dropFirst(start).prefix(length)) : value
        }
        let (hour, minute, second) = (part(8, 2, otherwise: 0), part(10, 2, otherwise: 0), part(12, 2, otherwise: 0))
        guard part(0, 4, otherwise: 0) > 0, hour < 24, minute < 60, second < 60,
            let day = CalendarDay(
                year: part(0, 4, otherwise: 0), month: part(4, 2, otherwise: 1), day: part(6, 2, otherwise: 1))
        else { return nil }
        let seconds = hour * 3600 + minute * 60 + second
        let wall = day.start.millisecondsSince1970 + Int64(seconds * 1000 + milliseconds)
        self.init(
            wallMilliseconds: wall, offsetMinutes: offset ?? zone.offset(atWall: wall),
            precision: Precision(rawValue: digits.count / 2 - 2) ?? .time)
    }

    /// The zone at the end of a time, in minutes east of UTC.
    static func zone(of text: String) -> Int? { offset(Array(text.utf8).suffix(5)) }

    /// `±HHMM`.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        let digits = bytes.dropFirst()
        guard bytes.count == 5, digits.allSatisfy(\.isDigit) else { return nil }
        let (hours, minutes) = (number(digits.prefix(2)), number(digits.suffix(2)))
        guard hours < 24, minutes < 60 else { return nil }
        switch bytes.first {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1) - 0x30 } }

    /// The first day it may mean.
    public var day: CalendarDay { Instant(millisecondsSince1970: wallMilliseconds).day }

    /// The first moment it may mean; days without a time are days in UTC.
    public var instant: Instant {
        Instant(millisecondsSince1970: wallMilliseconds - Int64(offsetMinutes) * 60_000)
    }

    /// ISO 8601, as precise as it was written: `2026`, `2026-11`, `2026-11-21`, `2026-11-21T09:30:00.000+01:00`.
    public var iso: String {
        let text = Instant(millisecondsSince1970: wallMilliseconds).description
        switch precision {
        case .year: return String(text.prefix(4))
        case .month: return String(text.prefix(7))
        case .day: return String(text.prefix(10))
        case .time:
            guard offsetMinutes != 0 else { return text }
            let (hours, minutes) = offsetMinutes.magnitude.quotientAndRemainder(dividingBy: 60)
            let sign = offsetMinutes < 0 ? "-" : "+"
            return "\(text.dropLast())\(sign)\(HL7Time.padded(hours)):\(HL7Time.padded(minutes))"
        }
    }

    private static func padded(_ number: UInt) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// A time of day `HH[MM[SS]]` as `HH:MM:SS`, its zone ignored; nil when there is no such time.
    public static func timeOfDay(_ text: String) -> String? {
        let digits = text.utf8.prefix(while: \.isDigit)
        guard [2, 4, 6].contains(digits.count),
            let time = HL7Time("20000101\(text)"), time.precision == .time
        else { return nil }
        let whole = Instant(millisecondsSince1970: time.wallMilliseconds).description.dropFirst(11).prefix(8)
        return String(whole)
    }
}
