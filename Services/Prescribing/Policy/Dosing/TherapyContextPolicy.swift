import EventContracts
import MedicationDomain

/// Whether an order starts a therapy or meets one under way (clinical facts §7.1).
///
/// Only what is known counts: without a history the answer is `unknown`, and nothing is held for a start.
enum TherapyContextPolicy {
    static func judge(
        _ order: ChartedOrder, in chart: PatientChart, by numbers: PrescribingKnowledge.Numbers, asOf now: Instant
    ) -> TherapyContext {
        let fact = order.fact
        let begin = fact.authoredAt ?? now
        let window = Span.days(numbers.continuingDays.number(on: now.day))
        if isContinued(fact, in: chart) { return .continuing }
        let isContinuous = fact.courseOfTherapy == "continuous"
        let running = Span.days(numbers.runningDays.number(on: now.day))
        if isContinuous, isRunning(fact, since: now - running) { return .continuing }
        if isOrderedEarlier(fact, chart, before: begin, within: window) { return .continuing }
        if isDispensedEarlier(fact, chart, before: begin, within: window) { return .continuing }
        let statements = chart.statements.values.filter { $0.medication.shares(with: fact.medication) }
        if statements.contains(where: { $0.isActive && $0.startsAt ?? begin <= begin }) { return .continuing }

        if fact.courseOfTherapy == "acute" { return .new }
        if statements.contains(where: { !$0.isActive && ($0.endsAt.map { $0 + window < begin } ?? true) }) {
            return .new
        }
        // The ordinary type of any long-term prescription: it says how long, not since when.
        if isContinuous { return .unknown }
        let reach = begin - .days(numbers.historyDays.number(on: now.day))
        return chart.historyBegins(without: fact.orderId).map { $0 <= reach } ?? false ? .new : .unknown
    }

    /// Whether it follows an order that was taken; of one we do not know, the hospital's word counts.
    private static func isContinued(_ fact: OrderFact, in chart: PatientChart) -> Bool {
        guard let prior = fact.priorOrderId else { return false }
        guard let known = chart.orders[prior.rawValue] else { return true }
        return known.status == nil || known.mayHaveBeenTaken
    }

    /// Whether the order was let through and its doses have begun: what is changed or learnt then may alert, and holds
    /// only what would be held of a therapy under way. A day must have passed, so that facts of the same hour may come in
    /// any order. The context stays what the history says: an order is no history for itself.
    static func isBegun(
        _ order: ChartedOrder, by numbers: PrescribingKnowledge.Numbers, asOf now: Instant
    ) -> Bool {
        guard order.wasLetThrough == true, order.fact.status != .draft, let first = order.beginsAt else {
            return false
        }
        return now >= first + .hours(numbers.begunHours.number(on: now.day))
    }

    /// Whether the order itself has been running since before the instant: that is a history too, and one put on hold
    /// had been running until then.
    private static func isRunning(_ fact: OrderFact, since instant: Instant) -> Bool {
        guard fact.status == .active || fact.status == .onHold, let authored = fact.authoredAt, authored < instant
        else { return false }
        let start = fact.dosageInstructions.compactMap { $0.timing?.start }.min() ?? fact.validFrom ?? authored
        return start < instant
    }

    private static func isOrderedEarlier(
        _ fact: OrderFact, _ chart: PatientChart, before begin: Instant, within window: Span
    ) -> Bool {
        chart.orders.values.contains { other in
            guard other.fact.orderId != fact.orderId, other.fact.medication.shares(with: fact.medication),
                let authored = other.fact.authoredAt, authored < begin, other.mayHaveBeenTaken
            else { return false }
            return other.isOpen || begin.since(other.changedAt ?? authored) <= window
        }
    }

    private static func isDispensedEarlier(
        _ fact: OrderFact, _ chart: PatientChart, before begin: Instant, within window: Span
    ) -> Bool {
        chart.dispenses.values.contains { dispense in
            guard dispense.orderId != fact.orderId, dispense.medication.shares(with: fact.medication),
                let handedOver = dispense.handedOverAt, handedOver < begin
            else { return false }
            return begin.since(handedOver) <= window
        }
    }
}

extension Medication {
    /// The same leading medicine: one ingredient in common, or the same unrecognised text.
    func shares(with other: Medication) -> Bool {
        guard isRecognized, other.isRecognized else {
            return !isRecognized && !other.isRecognized && text == other.text
        }
        return ingredients.contains { mine in other.ingredients.contains { $0.name == mine.name } }
    }
}
