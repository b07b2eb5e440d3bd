import MedicationDomain

/// How many doses fall into any one day, at most. An interval longer than a day still means one dose on its day.
enum DosesPerDay {
    /// One every minute: more is no order for a person.
    static let most = 1440.0

    static func count(_ timing: DoseTiming?, at element: String) throws(DoseDoubt) -> Int {
        guard let timing else { throw DoseDoubt(reason: .noFrequency, element: element) }
        let clock = try clockTimes(of: timing, at: element)
        let repeated = try repetition(of: timing, at: element)
        let coded = try timing.code.map { code throws(DoseDoubt) in
            guard let count = TimingCode.dosesPerDay(code) else {
                throw DoseDoubt(reason: .unknownTimingCode, element: "\(element).code")
            }
            return count
        }
        // A code is a complete statement beside the repeat (FHIR R4 Timing.code), so the two must agree.
        let stated = try agreement(repeated, coded, at: element)
        if let clock {
            // `frequency 1, period 1 d` beside two times of day means once at each of them.
            guard let stated, stated != 1, stated != clock else { return clock }
            throw DoseDoubt(reason: .contradiction, element: element)
        }
        if let stated { return stated }
        if !timing.daysOfWeek.isEmpty || timing.count == 1 { return 1 }
        throw DoseDoubt(reason: .noFrequency, element: element)
    }

    /// Times of day and daily events; a bare meal means each of three.
    private static func clockTimes(of timing: DoseTiming, at element: String) throws(DoseDoubt) -> Int? {
        guard timing.timesOfDay.isEmpty || timing.when.isEmpty else {
            throw DoseDoubt(reason: .contradiction, element: element)
        }
        if !timing.timesOfDay.isEmpty { return Set(timing.timesOfDay).count }
        guard !timing.when.isEmpty else { return nil }
        return timing.when.reduce(0) { $0 + (["C", "AC", "PC"].contains($1) ? 3 : 1) }
    }

    private static func repetition(of timing: DoseTiming, at element: String) throws(DoseDoubt) -> Int? {
        guard timing.frequency != nil || timing.period != nil else { return nil }
        // FHIR: frequency 1 when only a period is given.
        let frequency = timing.frequencyMax ?? timing.frequency ?? 1
        guard let period = timing.period, let unit = timing.periodUnit else {
            throw DoseDoubt(reason: .noFrequency, element: "\(element).repeat")
        }
        // A range of periods is read at its shorter end: the most doses it allows.
        let shortest = min(period, timing.periodMax ?? period)
        guard frequency > 0, shortest > 0 else { throw DoseDoubt(reason: .outOfRange, element: "\(element).repeat") }
        let weekdays = Set(timing.daysOfWeek).count
        let perDay =
            weekdays > 0 && unit == .week && shortest == 1
            ? Double(frequency) / Double(weekdays) : Double(frequency) / (shortest * unit.days)
        guard perDay <= most else { throw DoseDoubt(reason: .outOfRange, element: "\(element).repeat") }
        return max(1, Int((perDay - 1e-9).rounded(.up)))
    }

    private static func agreement(_ one: Int?, _ other: Int?, at element: String) throws(DoseDoubt) -> Int? {
        guard let one, let other else { return one ?? other }
        guard one == other else { throw DoseDoubt(reason: .contradiction, element: element) }
        return one
    }
}

/// The abbreviations of `timing.code` (HL7 v3 GTSAbbreviation, and what wards write beside them).
enum TimingCode {
    static func dosesPerDay(_ written: String) -> Int? {
        var code = written.uppercased().filter { !$0.isWhitespace && $0 != "." }
        if code.hasSuffix("PRN") { code.removeLast(3) }
        if let known = known[code] { return known }
        return interval(code)
    }

    private static let known: [String: Int] = [
        "QD": 1, "DAILY": 1, "OD": 1, "QAM": 1, "QPM": 1, "AM": 1, "PM": 1, "HS": 1, "QHS": 1, "BED": 1, "NIGHTLY": 1,
        "QOD": 1, "WK": 1, "MO": 1, "ONCE": 1, "STAT": 1, "BID": 2, "TID": 3, "QID": 4, "5XD": 5,
    ]

    /// `Q6H`, and `Q4-6H` at its shorter end.
    private static func interval(_ code: String) -> Int? {
        guard code.hasPrefix("Q"), code.hasSuffix("H") else { return nil }
        let numbers = code.dropFirst().dropLast().split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(numbers.count) else { return nil }
        let hours = numbers.compactMap { Int($0) }
        guard hours.count == numbers.count, let shortest = hours.min(), (1...168).contains(shortest) else { return nil }
        return max(1, Int((24 / Double(shortest)).rounded(.up)))
    }
}
