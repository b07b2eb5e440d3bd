import EventContracts
import MedicationDomain
import ServiceRuntime

/// A reminder day, the last covered day or a gap day has come.
struct RunOutDue: MonitoringDeadline {
    static let name = "run-out-due"
    static let kind = RunOutPolicy.kind
    let policy: MonitoringPolicy
}
