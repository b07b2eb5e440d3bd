import MedicationDomain

/// In what time two scheduled doses fall due.
enum DoseInterval {
    /// Hours in which any two doses in a row fall due; nil where the instructions do not say.
    static func hoursOfTwoDoses(_ instructions: [DosageInstruction]) -> Double? {
        let scheduled = instructions.filter { !$0.asNeeded }
        let first = scheduled.compactMap(\.sequence).min()
        let timings = scheduled.filter { $0.sequence == first || $0.sequence == nil }.compactMap(\.timing)
        guard !timings.isEmpty else { return nil }
        let clock = timings.flatMap(\.timesOfDay).compactMap(minutes)
        if clock.count >= 2, timings.allSatisfy({ !$0.timesOfDay.isEmpty }) { return longest(clock.sorted()) }
        let counts = timings.map(perDay)
        guard !counts.contains(nil) else { return nil }
        let sum = counts.compactMap(\.self).reduce(0, +)
        return sum > 0 && sum <= 24 ? 48 / sum : nil
    }

    /// The longest time from one dose over the next to the one after, round the clock.
    private static func longest(_ clock: [Int]) -> Double {
        let spans = clock.indices.map { index in
            let after = index + 2
            let days = after / clock.count
            return clock[after % clock.count] + days * 1440 - clock[index]
        }
        return Double(spans.max() ?? 0) / 60
    }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count >= 2, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]) else { return nil }
        return parts[0] * 60 + parts[1]
    }

    private static let byCode: [String: Double] = [
        "QD": 1, "DAILY": 1, "BID": 2, "TID": 3, "QID": 4, "Q4H": 6, "Q6H": 4, "Q8H": 3, "Q12H": 2, "HS": 1, "AM": 1,
        "PM": 1,
    ]

    private static func perDay(_ timing: DoseTiming) -> Double? {
        if !timing.timesOfDay.isEmpty { return Double(timing.timesOfDay.count) }
        if let frequency = timing.frequency {
            let days = (timing.period ?? 1) * (timing.periodUnit ?? .day).days
            return days > 0 ? Double(frequency) / days : nil
        }
        if !timing.when.isEmpty { return Double(timing.when.count) }
        return timing.code.flatMap { byCode[$0] }
    }
}
