public import MedicationDomain

/// A FHIR `date`: a day, a month or a year, as precise as it was written.
public struct FHIRDate: Hashable, Sendable {
    public enum Precision: Sendable { case year, month, day }

    public let precision: Precision
    public let earliest: CalendarDay
    public let latest: CalendarDay

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    public init?(_ text: String) {
        var numbers = [0]
        var length = 0
        for byte in text.utf8 {
            length += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9") where length <= 10:
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "-") where length == 5 || length == 8: numbers.append(0)
            default: return nil
            }
        }
        guard numbers[0] > 0 else { return nil }
        let (first, last): (CalendarDay?, CalendarDay?)
        switch (length, numbers.count) {
        case (4, 1):
            precision = .year
            first = CalendarDay(year: numbers[0], month: 1, day: 1)
            last = CalendarDay(year: numbers[0], month: 12, day: 31)
        case (7, 2):
            precision = .month
            first = CalendarDay(year: numbers[0], month: numbers[1], day: 1)
            last =
                (28...31).reversed().lazy
                .compactMap { CalendarDay(year: numbers[0], month: numbers[1], day: $0) }.first
        case (10, 3):
            precision = .day
            first = CalendarDay(year: numbers[0], month: numbers[1], day: numbers[2])
            last = first
        default: return nil
        }
        guard let first, let last else { return nil }
        (earliest, latest) = (first, last)
    }

    /// The day itself; nil when only month or year are known.
    public var day: CalendarDay? { precision == .day ? earliest : nil }
}

/// A FHIR `dateTime`: from a year to a millisecond, as precise as it was written.
public struct FHIRDateTime: Hashable, Sendable {
    public enum Precision: Sendable { case year, month, day, instant }

    public let precision: Precision
    /// The first and the last moment it may mean; days without a time are days in UTC.
    public let earliest: Instant
    public let latest: Instant

    /// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or a full time with seconds and an offset.
    public init?(_ text: String) {
        if text.utf8.count > 10 {
            // RFC 3339 would also take a small t or a space, FHIR does not.
            guard text.utf8.dropFirst(10).first == UInt8(ascii: "T"), text.utf8.last != UInt8(ascii: "z"),
                !text.hasPrefix("0000"), let instant = Instant(text)
            else { return nil }
            (precision, earliest, latest) = (.instant, instant, instant)
            return
        }
        guard let date = FHIRDate(text) else { return nil }
        precision =
            switch date.precision {
            case .year: .year
            case .month: .month
            case .day: .day
            }
        earliest = date.earliest.start
        latest = date.latest.start + Span(milliseconds: Span.day.milliseconds - 1)
    }
}

/// A FHIR `time` of day.
enum FHIRTime {
    /// `HH:MM:SS` without a fraction; nil when there is no such time.
    static func normalized(_ text: String) -> String? {
        guard Instant("2000-01-01T\(text)Z") != nil else { return nil }
        return String(text.prefix(8))
    }
}
