import EventContracts
import MedicationDomain

/// A refill handed over while half or more of the last one was left: is more taken than ordered?
enum EarlyRefillPolicy {
    static let kind = "refill-too-soon"
    static let prefix = "\(ServiceName.withdrawalMonitor.rawValue):refill-too-soon:"

    static func alert(
        _ state: SupplyState?, record: SupplyRecord, rules: MonitorRules, asOf now: Instant
    ) -> Alert? {
        guard !record.isClosed, let state, let early = tooSoon(state, rules.earlyRefill), now < end(of: early) else {
            return nil
        }
        let order = record.orders.first { $0.path == .enteral && $0.endedAt == nil && $0.activeSince != nil }
        let text = rules.earlyRefill.text
        return Alert(
            alertId: AlertID("\(prefix)\(record.patient.rawValue):\(Ingredient.baclofenRxNormCode)"),
            patientId: record.patient, kind: .supplyThreat, severity: .minor, interruptive: false,
            summary: "Baclofen refilled too soon: \(Amount.days(early.daysLeft)) were left on \(early.day)",
            detail: "The fill before it was for \(Amount.days(early.daysOfLast)) at the same daily dose.\n"
                + state.projection.because.joined(separator: "\n"),
            management: text.management,
            medications: [order?.alertMedication ?? AlertMedication(text: state.projection.medication.text)],
            locationId: order?.locationId, prescriberId: order?.prescriberId, rule: text.reference,
            checks: CheckStatement(checked: ["supply"]), raisedAt: now)
    }

    static func deadline(
        _ state: SupplyState?, record: SupplyRecord, rules: MonitorRules, asOf now: Instant
    ) -> Deadline? {
        guard !record.isClosed, let state, let early = tooSoon(state, rules.earlyRefill) else { return nil }
        let due = end(of: early)
        return due > now ? Deadline(kind: kind, subject: Ingredient.baclofenRxNormCode, due: due) : nil
    }

    static func reasonResolved(_ state: SupplyState?, record: SupplyRecord, asOf now: Instant) -> String {
        if let reason = record.closingReason { return reason }
        guard let early = state?.early else { return "the refill was taken back, or the dose has changed" }
        return end(of: early) <= now
            ? "what was left at the early refill is used up" : "the refills are no longer too close together"
    }

    private static func tooSoon(_ state: SupplyState, _ rules: EarlyRefillRules) -> EarlyRefill? {
        guard let early = state.early, early.daysOfLast >= rules.shortestFillDays,
            Double(early.daysLeft) * 100 >= rules.leftPercent * Double(early.daysOfLast)
        else { return nil }
        return early
    }

    private static func end(of early: EarlyRefill) -> Instant { early.day.adding(days: early.daysLeft).start }
}
