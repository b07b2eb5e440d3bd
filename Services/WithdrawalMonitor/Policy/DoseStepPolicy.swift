import EventContracts
import MedicationDomain

/// The next step of a titration or taper: the dose changes with nobody telling it, and supply and stops are looked at.
enum DoseStepPolicy {
    static let kind = "dose-step"

    static func deadline(_ record: SupplyRecord, rules: MonitorRules, asOf now: Instant) -> Deadline? {
        guard !record.isClosed else { return nil }
        let next = Regimen(record, path: .enteral, rules: rules).plannedMoments(after: now).first
        return next.map { Deadline(kind: kind, subject: Ingredient.baclofenRxNormCode, due: $0) }
    }
}
