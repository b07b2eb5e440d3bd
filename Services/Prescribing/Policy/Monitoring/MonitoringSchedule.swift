import EventContracts
import MedicationDomain

/// What is looked after while a patient takes baclofen, and when (clinical facts §7.12).
struct MonitoringSchedule: Hashable, Sendable {
    /// One thing to look after.
    struct Item: Hashable, Sendable {
        var name: String
        /// Any of these observations settles it; empty: only a person's answer to the reminder does.
        var kinds: [ObservationEvent.Kind]
        /// Only for patients with one of these diagnoses; empty: for all.
        var conditions: Set<ConditionGroup>

        func concerns(_ patient: PatientPicture) -> Bool {
            conditions.isEmpty || !conditions.isDisjoint(with: patient.conditions)
        }
    }

    var rule: RuleReference
    var severity: Severity
    /// At the beginning itself, when the order was just looked at.
    var severityAtStart: Severity
    var items: [Item]
    /// Days from the start or a change of the dose to the first look back, and from then on between looks.
    var firstDays: DatedNumber
    var repeatDays: DatedNumber
}

/// The moments at which something is due, counted from the start or the last change of the dose.
struct MonitoringPlan: Hashable, Sendable {
    /// The last moment that has come: number 0 is the beginning itself.
    var number: Int
    var due: Instant
    /// Observations from here on count for it.
    var countsFrom: Instant
    var next: Instant

    init?(since anchor: Instant, by schedule: MonitoringSchedule, asOf now: Instant) {
        guard anchor <= now else { return nil }
        let day = now.day
        let first = Span.days(schedule.firstDays.number(on: day))
        let span = Span.days(max(1, schedule.repeatDays.number(on: day)))
        guard now >= anchor + first else {
            // At the beginning what was looked at within one interval before is recent enough.
            (number, due, countsFrom, next) = (0, anchor, anchor - span, anchor + first)
            return
        }
        let rounds = Int(bounding: (now.since(anchor + first).days / span.days).rounded(.down))
        number = 1 + rounds
        due = anchor + first + .days(span.days * Double(rounds))
        countsFrom = rounds == 0 ? anchor + .milliseconds(1) : due - span
        next = due + span
    }
}
