import EventContracts
import MedicationDomain
import ServiceRuntime

/// A moment has come at which an alarm of signs, pumps or hospital days begins, grows or ends.
struct CareDue: MonitoringDeadline {
    static let name = "care-due"
    static let kind = CareAlarms.kind
    let policy: MonitoringPolicy
}
