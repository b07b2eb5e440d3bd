import MedicationDomain

/// Adherence as the field reports it: proportion of days covered, possession ratio and gaps (PQA's arithmetic).
///
/// A report, never an alarm: 95 % covered can hide a hole of twelve days.
struct CoverageReport: Hashable, Sendable {
    struct Fill: Hashable, Sendable {
        var day: CalendarDay
        var days: Int
        /// Fills of one medicine are moved behind each other; those of another are not.
        var medicine: String

        init(day: CalendarDay, days: Int, medicine: String = "baclofen") {
            (self.day, self.days, self.medicine) = (day, days, medicine)
        }
    }
    struct Gap: Hashable, Sendable {
        var from: CalendarDay
        var days: Int
    }

    var periodDays: Int
    var coveredDays: Int
    /// Days' supply handed over, uncapped.
    var suppliedDays: Int
    var gaps: [Gap]

    var proportionOfDaysCovered: Double { periodDays > 0 ? Double(coveredDays) / Double(periodDays) : 0 }
    var possessionRatio: Double { periodDays > 0 ? Double(suppliedDays) / Double(periodDays) : 0 }
    var longestGapDays: Int { gaps.map(\.days).max() ?? 0 }

    /// Nil when nothing was handed over in the period; both ends count.
    init?(_ fills: [Fill], from start: CalendarDay, through end: CalendarDay) {
        let inside = fills.filter { start <= $0.day && $0.day <= end && $0.days > 0 }
        guard let first = inside.map(\.day).min() else { return nil }
        let length = end.days(since: first) + 1
        var isCovered = [Bool](repeating: false, count: length)
        for (_, own) in Dictionary(grouping: inside, by: \.medicine) {
            var free = first
            for fill in own.sorted(by: { ($0.day, $0.days) < ($1.day, $1.days) }) {
                let begin = max(fill.day, free)
                free = begin.adding(days: fill.days)
                let from = begin.days(since: first)
                for index in from..<max(from, min(length, from + fill.days)) { isCovered[index] = true }
            }
        }
        periodDays = length
        coveredDays = isCovered.count { $0 }
        suppliedDays = inside.reduce(0) { $0 + $1.days }
        gaps = []
        var gap: Gap?
        for (index, covered) in isCovered.enumerated() {
            if covered {
                if let open = gap { gaps.append(open) }
                gap = nil
            } else {
                gap = Gap(from: gap?.from ?? first.adding(days: index), days: (gap?.days ?? 0) + 1)
            }
        }
        if let open = gap { gaps.append(open) }
    }
}
