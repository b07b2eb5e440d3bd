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
        if fact.priorOrderId != nil || fact.courseOfTherapy == "continuous" { return .continuing }
        if isOrderedEarlier(fact, chart, before: begin, within: window) { return .continuing }
        if isDispensedEarlier(fact, chart, before: begin, within: window) { return .continuing }
        let statements = chart.statements.values.filter { $0.medication.shares(with: fact.medication) }
        if statements.contains(where: { $0.isActive && $0.startsAt ?? begin <= begin }) { return .continuing }

        if fact.courseOfTherapy == "acute" { return .new }
        if statements.contains(where: { !$0.isActive && ($0.endsAt.map { $0 + window < begin } ?? true) }) {
            return .new
        }
        let reach = begin - .days(numbers.historyDays.number(on: now.day))
        return chart.historyBegins(without: fact.orderId).map { $0 <= reach } ?? false ? .new : .unknown
    }

    private static func isOrderedEarlier(
        _ fact: OrderFact, _ chart: PatientChart, before begin: Instant, within window: Span
    ) -> Bool {
        chart.orders.values.contains { other in
            guard other.fact.orderId != fact.orderId, other.fact.medication.shares(with: fact.medication),
                let authored = other.fact.authoredAt, authored < begin
            else { return false }
            switch other.status {
            case .accepted, .amended, .released: return true
            case .stopped, .completed: return begin.since(other.changedAt ?? authored) <= window
            // What we held or rejected was not taken; what the hospital put on hold was.
            case .held: return other.fact.status == .onHold
            case .rejected, .retracted, nil: return false
            }
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
