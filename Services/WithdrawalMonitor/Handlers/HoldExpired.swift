import EventContracts
import MedicationDomain

/// An order has been on hold so long that it counts as stopped.
struct HoldExpired: DeadlineHandler {
    static let name = "hold-expired"
    static let kind = StopPolicy.holdExpired
    let policy: MonitoringPolicy
}
