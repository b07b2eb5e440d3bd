import FHIRModels
import HL7v2

/// One repeat pattern (HL7 table 0335) as FHIR's timing.
struct RepeatPattern {
    enum Meaning {
        /// Members of `Timing.repeat`.
        case interval([String: JSONValue?])
        /// A daily event (`Timing.repeat.when`).
        case event(String)
        /// An abbreviation the suite reads, or words it does not understand and holds the order for.
        case words(String)
        case nothing
    }

    var isAsNeeded = false
    var meaning = Meaning.nothing

    private static let events: Set<String> = [
        "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV", "CM", "CD", "CV", "HS", "WAKE",
    ]
    private static let abbreviations: Set<String> = [
        "BID", "TID", "QID", "QD", "DAILY", "OD", "QAM", "QPM", "AM", "PM", "QHS", "BED", "NIGHTLY", "QOD", "WK", "MO",
        "ONCE", "STAT",
    ]

    /// A pattern by its code, as TQ writes it.
    init(_ code: String) { self.init(code: code, otherwise: nil) }

    /// A pattern of TQ1-3: its code, else the event in .8, else the period in .5 and .6.
    init(_ repetition: HL7Repetition, period: HL7Number?) {
        var otherwise: Meaning?
        if let event = repetition[8]?.uppercased(), RepeatPattern.events.contains(event) {
            otherwise = .event(event)
        } else if let period, period.value != 0, let unit = TimeUnit(spelled: repetition[6]) {
            otherwise = .interval(RepeatPattern.every(FHIRJSON.number(period), unit))
        }
        self.init(code: repetition[1] ?? "", otherwise: otherwise)
    }

    private init(code: String, otherwise: Meaning?) {
        var words = Substring(code)
        if code.uppercased().hasPrefix("PRN") {
            (isAsNeeded, words) = (true, words.dropFirst(3))
        } else if code.uppercased().hasSuffix("PRN") {
            (isAsNeeded, words) = (true, words.dropLast(3))
        }
        let text = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let key = text.filter { $0 != " " && $0 != "." }.uppercased()
        if let known = RepeatPattern.interval(key) {
            meaning = .interval(known)
        } else if RepeatPattern.events.contains(key) {
            meaning = .event(key)
        } else if key == "C" {
            // Continuous: the rate says the rest.
            meaning = .nothing
        } else if RepeatPattern.abbreviations.contains(key) {
            meaning = .words(text)
        } else {
            meaning = otherwise ?? (text.isEmpty ? .nothing : .words(text))
        }
    }

    private static func every(
        _ period: JSONValue?, _ unit: TimeUnit, upTo most: JSONValue? = nil, times: Int = 1
    ) -> [String: JSONValue?] {
        [
            "frequency": FHIRJSON.integer(times), "period": period, "periodMax": most,
            "periodUnit": .string(unit.rawValue),
        ]
    }

    /// `Q6H`, `Q4-6H`, `QJ135`, `Q2J1`, `3ID`, `QSHIFT`.
    private static func interval(_ key: String) -> [String: JSONValue?]? {
        if key == "QSHIFT" { return every(FHIRJSON.integer(1), .day, times: 3) }
        var scanner = PatternScanner(key)
        if !scanner.take("Q") {
            guard let times = scanner.number(), scanner.take("I"), scanner.take("D"), scanner.isAtEnd else {
                return nil
            }
            return every(FHIRJSON.integer(1), .day, times: times)
        }
        let period = scanner.number()
        if scanner.take("J") {
            guard let days = scanner.weekdays() else { return nil }
            var members = every(FHIRJSON.integer(period ?? 1), .week, times: days.count)
            members["dayOfWeek"] = FHIRJSON.list(days.map { .string($0) })
            return members
        }
        guard let period else { return nil }
        var most: Int?
        if scanner.take("-") {
            guard let number = scanner.number() else { return nil }
            most = number
        }
        guard let unit = scanner.unit(), scanner.isAtEnd else { return nil }
        return every(FHIRJSON.integer(period), unit, upTo: FHIRJSON.integer(most))
    }
}

/// Reads letters and numbers from the front of a pattern.
private struct PatternScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: letter) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Up to nine digits.
    mutating func number() -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    mutating func unit() -> TimeUnit? { rest.popFirst().flatMap { TimeUnit.letters[$0] } }

    /// All that is left as days of the week, Monday being 1; each day once.
    mutating func weekdays() -> [String]? {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        var days: [String] = []
        for byte in rest {
            guard (0x31...0x37).contains(byte), !days.contains(names[Int(byte) - 0x31]) else { return nil }
            days.append(names[Int(byte) - 0x31])
        }
        rest = []
        return days.isEmpty ? nil : days
    }
}
