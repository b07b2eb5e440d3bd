import MedicationDomain

/// When a reservoir is low and empty (clinical facts §4.7): what was filled, and what has flowed since.
struct PumpArithmetic: Hashable, Sendable {
    /// A daily volume, and from when on.
    struct Flow: Hashable, Sendable {
        var from: Instant
        var millilitersPerDay: Double
    }

    var filledAt: Instant
    var milliliters: Double
    var alarmMilliliters: Double
    var stabilityDays: Int
    var appointmentDays: Int
    /// Ascending; the first begins with the fill.
    var flows: [Flow]

    var lowDay: CalendarDay? { day(reaching: alarmMilliliters) }
    var emptyDay: CalendarDay? { day(reaching: 0) }
    var stableThrough: CalendarDay { filledAt.day.adding(days: stabilityDays) }
    /// The refill is due at the latest on the day of the alarm, or when the drug is no longer stable.
    var refillBy: CalendarDay? { lowDay.map { min($0, stableThrough) } }
    var appointmentBy: CalendarDay? { refillBy.map { $0.adding(days: -appointmentDays) } }

    /// What is left at a moment.
    func remaining(at time: Instant) -> Double {
        var left = milliliters
        for (index, flow) in flows.enumerated() where flow.from < time {
            let end = index + 1 < flows.count ? min(flows[index + 1].from, time) : time
            left -= flow.millilitersPerDay * max(0, end.since(flow.from).days)
        }
        return max(0, left)
    }

    /// Whole days are counted from the fill or from the latest change of the dose before.
    private func day(reaching level: Double) -> CalendarDay? {
        for (index, flow) in flows.enumerated() {
            let left = remaining(at: flow.from) - level
            if left <= 0 { return flow.from.day }
            guard flow.millilitersPerDay > 0 else { continue }
            let reached = flow.from.day.adding(days: Amount.whole(left, by: flow.millilitersPerDay))
            guard index + 1 < flows.count else { return reached }
            if reached <= flows[index + 1].from.day, remaining(at: flows[index + 1].from) <= level { return reached }
        }
        return nil
    }
}
