import MedicationDomain

/// The daily dose by day, past and planned,, as home supply is used up by it.
struct DoseHistory: Sendable {
    struct Step: Hashable, Sendable {
        var from: CalendarDay
        var dose: Regimen.Dose
    }

    /// Ascending, each day at most once, each dose unlike the one before.
    let steps: [Step]
    /// What is ordered for the days to come: the further steps of a titration or taper.
    let planned: [Step]
    /// The days on which an order in steps is followed.
    private let stepped: [ClosedRange<CalendarDay>]

    /// Between two orders the patient goes on with what they have; only an end with nothing after it ends the taking.
    init(_ regimen: Regimen, asOf now: Instant) {
        var found: [Step] = []
        let moments = regimen.breakpoints.filter { $0 <= now }
        for day in Set(moments.map(\.day)).sorted() {
            let endOfDay = Instant(millisecondsSince1970: day.adding(days: 1).start.millisecondsSince1970 - 1)
            found.append(Step(from: day, dose: regimen.dose(at: min(endOfDay, now))))
        }
        while let last = found.last, last.dose == .none, found.dropLast().last?.dose == Regimen.Dose.none {
            found.removeLast()
        }
        let lastIndex = found.count - 1
        var kept: [Step] = []
        for (index, step) in found.enumerated() {
            if step.dose == .none, index < lastIndex { continue }
            if kept.last?.dose == step.dose { continue }
            kept.append(step)
        }
        steps = kept
        planned = Self.planned(regimen, after: now)
        stepped = regimen.intervals.filter { $0.order.isSequence == true }.map { interval in
            interval.from.day...max(interval.from.day, interval.until?.day ?? Instant.distantFuture.day)
        }
    }

    private static func planned(_ regimen: Regimen, after now: Instant) -> [Step] {
        var found: [Step] = []
        for moment in regimen.plannedMoments(after: now) {
            let dose = regimen.dose(at: moment)
            // Beyond an end that is known already nothing is planned.
            guard dose != .none else { break }
            let day =
                moment.millisecondsSince1970 == moment.day.start.millisecondsSince1970
                ? moment.day : moment.day.adding(days: 1)
            found.removeAll { $0.from == day }
            found.append(Step(from: day, dose: dose))
        }
        return found
    }

    /// Whether a fill of that day is for a dose that goes on changing: its days are then no plain division.
    func isStepped(on day: CalendarDay) -> Bool { stepped.contains { $0.contains(day) } }

    /// Before the first order the first dose holds: who fetches tablets takes them.
    func dose(on day: CalendarDay) -> Regimen.Dose {
        (steps.last { $0.from <= day } ?? steps.first)?.dose ?? .none
    }

    /// The dose a fill of that day was meant for: between orders the one before, else the next.
    func doseOfFill(on day: CalendarDay) -> Regimen.Dose {
        let held = steps.last { $0.from <= day && $0.dose != .none }
        return (held ?? steps.first { $0.dose != .none })?.dose ?? .none
    }
}
