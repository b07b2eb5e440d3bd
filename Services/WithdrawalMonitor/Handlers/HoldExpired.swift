import EventContracts
import MedicationDomain
import ServiceRuntime

/// An order has been on hold so long that it counts as stopped.
struct HoldExpired: MonitoringDeadline {
    static let name = "hold-expired"
    static let kind = StopPolicy.holdExpired
    let policy: MonitoringPolicy
}
