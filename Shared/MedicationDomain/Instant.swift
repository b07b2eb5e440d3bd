/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z; on the wire RFC 3339 in UTC.
public struct Instant: Hashable, Comparable, Sendable {
    public let millisecondsSince1970: Int64

    public init(millisecondsSince1970: Int64) { self.millisecondsSince1970 = millisecondsSince1970 }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    /// The first and the last moment that can be written: the years 0000 and 9999.
    public static let earliest = Instant(millisecondsSince1970: -62_167_219_200_000)
    public static let latest = Instant(millisecondsSince1970: 253_402_300_799_999)

    /// Stays among the moments that can be written: a span of a hostile document is no reason to stop.
    public func advanced(by span: Span) -> Instant {
        let (sum, isOver) = millisecondsSince1970.addingReportingOverflow(span.milliseconds)
        guard !isOver else { return span < .zero ? .earliest : .latest }
        return min(max(Instant(millisecondsSince1970: sum), .earliest), .latest)
    }

    /// How long from the other instant to this one; negative when this one is earlier.
    public func since(_ other: Instant) -> Span {
        let (difference, isOver) = millisecondsSince1970.subtractingReportingOverflow(other.millisecondsSince1970)
        return isOver ? (self < other ? .shortest : .longest) : Span(milliseconds: difference)
    }

    /// Later than every moment that can be written down.
    public static let endOfTime = Instant(millisecondsSince1970: .max)

    /// Where the count of milliseconds begins; nothing that a log received is older.
    public static let beginningOfTime = Instant(millisecondsSince1970: 0)

    /// The calendar day in UTC.
    public var day: CalendarDay {
        CalendarDay(daysSince1970: Int(millisecondsSince1970.flooredDivision(by: Span.day.milliseconds)))
    }

    public static func + (left: Instant, right: Span) -> Instant { left.advanced(by: right) }
    public static func - (left: Instant, right: Span) -> Instant {
        left.advanced(by: Span(milliseconds: right == .shortest ? .max : -right.milliseconds))
    }
}

/// A length of time in whole milliseconds.
public struct Span: Hashable, Comparable, Sendable {
    public let milliseconds: Int64
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public static func milliseconds(_ count: Int64) -> Span { Span(milliseconds: count) }
    /// Beyond the longest span it is the longest one; what is no number is none.
    public static func seconds(_ count: Double) -> Span { Span(milliseconds: Int64(bounding: count * 1000)) }
    public static func minutes(_ count: Double) -> Span { .seconds(count * 60) }
    public static func hours(_ count: Double) -> Span { .seconds(count * 3600) }
    public static func days(_ count: Double) -> Span { .seconds(count * 86_400) }
    public static let zero = Span(milliseconds: 0)
    public static let longest = Span(milliseconds: .max)
    public static let shortest = Span(milliseconds: .min)
    public static let day = Span(milliseconds: 86_400_000)
    public var seconds: Double { Double(milliseconds) / 1000 }
    public var days: Double { Double(milliseconds) / 86_400_000 }
    public static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }
}

// MARK: - RFC 3339

/// Writes numbers of a fixed width, each with the character behind it.
private struct DigitWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

    mutating func write(_ number: Int, width: Int, then mark: Unicode.Scalar) {
        var rest = number
        for place in stride(from: count + width - 1, through: count, by: -1) {
            buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        buffer[count + width] = UInt8(ascii: mark)
        count += width + 1
    }
}

extension Instant: CustomStringConvertible, Codable {
    /// `2026-11-21T09:30:00.000Z`, always UTC, always with milliseconds.
    public var description: String {
        let (days, time) = millisecondsSince1970.flooredQuotientAndRemainder(by: 86_400_000)
        let day = CalendarDay(daysSince1970: Int(days))
        let (year, month, date) = day.components
        guard (0...9999).contains(year) else { return Instant.description(of: day, time) }
        // Every event, alert and row carries several: written byte by byte.
        return String(unsafeUninitializedCapacity: 24) { buffer in
            var digits = DigitWriter(buffer: buffer)
            digits.write(year, width: 4, then: "-")
            digits.write(month, width: 2, then: "-")
            digits.write(date, width: 2, then: "T")
            digits.write(Int(time / 3_600_000), width: 2, then: ":")
            digits.write(Int(time / 60_000 % 60), width: 2, then: ":")
            digits.write(Int(time / 1000 % 60), width: 2, then: ".")
            digits.write(Int(time % 1000), width: 3, then: "Z")
            return digits.count
        }
    }

    /// Beyond the years that a date-time can have; never read back, but printed rather than trapped.
    private static func description(of day: CalendarDay, _ time: Int64) -> String {
        var text = "\(day)T"
        for (index, part) in [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60].enumerated() {
            text.append(padded: Int(part), to: 2)
            text += index < 2 ? ":" : "."
        }
        text.append(padded: Int(time % 1000), to: 3)
        return text + "Z"
    }

    /// Reads an RFC 3339 date-time with seconds and an offset; fractions beyond milliseconds are cut off.
    public init?(_ text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let date = reader.number(2), let day = CalendarDay(year: year, month: month, day: date),
            reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(2), hour < 24, reader.take(":"),
            let minute = reader.number(2), minute < 60, reader.take(":"),
            let second = reader.number(2), second <= 60
        else { return nil }
        var milliseconds = 0
        if reader.take(".") {
            guard let fraction = reader.fraction() else { return nil }
            milliseconds = fraction
        }
        guard let offsetMinutes = reader.offset(), reader.isAtEnd else { return nil }
        let seconds = Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offsetMinutes * 60)
        let instant = Instant(millisecondsSince1970: seconds * 1000 + Int64(milliseconds))
        // `9999-12-31T23:59:59-05:00` means for ever; in UTC it would be a year that nobody can write or read.
        self = min(max(instant, .earliest), .latest)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let instant = Instant(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 date-time")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Reads digits and separators from the front of a text.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func number(_ digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + digits] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += digits
        return value
    }

    /// The fraction of a second, as milliseconds.
    mutating func fraction() -> Int? {
        var (value, digits) = (0, 0)
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if digits < 3 { value = value * 10 + Int(bytes[position] - 0x30) }
            digits += 1
            position += 1
        }
        guard digits > 0 else { return nil }
        while digits < 3 {
            value *= 10
            digits += 1
        }
        return value
    }

    /// The offset from UTC in minutes.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = number(2), hours < 24, take(":"), let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}

extension String {
    mutating func append(padded number: Int, to width: Int) {
        let digits = String(number)
        for _ in 0..<Swift.max(0, width - digits.utf8.count) { self += "0" }
        self += digits
    }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> Int64 { flooredQuotientAndRemainder(by: divisor).0 }

    func flooredQuotientAndRemainder(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
