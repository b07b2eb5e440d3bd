import MedicationDomain

/// How long the patient has been on baclofen without a break.
enum Course {
    /// When the latest course began; nil when there has been none.
    static func start(of record: SupplyRecord, rules: MonitorRules, asOf now: Instant) -> Instant? {
        var spans: [(from: Instant, until: Instant)] = []
        for path in Regimen.Path.allCases {
            spans += Regimen(record, path: path, rules: rules).intervals.map { ($0.from, min($0.until ?? now, now)) }
        }
        spans += record.dispenses.map { fill in
            (fill.handedOverAt, fill.handedOverAt + .days(min(fill.daysSupply ?? 0, 400)))
        }
        if let earlier = record.earlierCourse { spans.append((earlier.from, earlier.until)) }
        let gap = Span.days(Double(rules.risk.courseBreakDays))
        var course: (from: Instant, until: Instant)?
        for span in spans.filter({ $0.from <= now }).sorted(by: { ($0.from, $0.until) < ($1.from, $1.until) }) {
            if let running = course, span.from.since(running.until) <= gap {
                course = (running.from, max(running.until, span.until))
            } else {
                course = span
            }
        }
        return course?.from
    }
}
