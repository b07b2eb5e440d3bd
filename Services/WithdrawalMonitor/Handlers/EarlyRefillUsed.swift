import EventContracts
import MedicationDomain
import ServiceRuntime

/// What was left at an early refill is used up by now.
struct EarlyRefillUsed: MonitoringDeadline {
    static let name = "early-refill-used"
    static let kind = EarlyRefillPolicy.kind
    let policy: MonitoringPolicy
}
