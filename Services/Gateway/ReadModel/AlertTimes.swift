import MedicationDomain

/// Whose an alert is, asked without a name.
enum AlertOwnership: String, CaseIterable, Sendable { case mine, nobody }

/// How long an alert has stood at least.
enum AlertAge: String, CaseIterable, Sendable {
    case hour = "1h"
    case shift = "8h"
    case day = "1d"
    case week = "7d"

    var span: Span {
        switch self {
        case .hour: .hours(1)
        case .shift: .hours(8)
        case .day: .days(1)
        case .week: .days(7)
        }
    }
}

/// By when an alert must be answered; what is overdue is due within the hour and today as well.
enum AlertDueTime: String, CaseIterable, Sendable {
    case overdue, hour, today

    /// - Parameter zoneMinutes: how far the asker's clocks are ahead of UTC.
    func end(asOf now: Instant, zoneMinutes: Int) -> Instant {
        switch self {
        case .overdue: return now
        case .hour: return now + .hours(1)
        case .today:
            let zone = Span.minutes(Double(zoneMinutes))
            return (now + zone).day.adding(days: 1).start - zone
        }
    }
}
