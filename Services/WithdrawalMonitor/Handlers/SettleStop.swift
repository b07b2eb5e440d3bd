import EventContracts
import MedicationDomain
import ServiceRuntime

/// The settle window of a stop is over: what is still unexplained interrupts.
struct SettleStop: MonitoringDeadline {
    static let name = "settle-stop"
    static let kind = StopPolicy.settleStop
    let policy: MonitoringPolicy
}
