import EventContracts
import MedicationDomain

/// The settle window of a stop is over: what is still unexplained interrupts.
struct SettleStop: DeadlineHandler {
    static let name = "settle-stop"
    static let kind = StopPolicy.settleStop
    let policy: MonitoringPolicy
}
