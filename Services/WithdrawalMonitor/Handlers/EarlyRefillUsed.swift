import EventContracts
import MedicationDomain

/// What was left at an early refill is used up by now.
struct EarlyRefillUsed: DeadlineHandler {
    static let name = "early-refill-used"
    static let kind = EarlyRefillPolicy.kind
    let policy: MonitoringPolicy
}
