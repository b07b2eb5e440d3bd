import EventContracts
import MedicationDomain

/// A reminder day, the last covered day or a gap day has come.
struct RunOutDue: DeadlineHandler {
    static let name = "run-out-due"
    static let kind = RunOutPolicy.kind
    let policy: MonitoringPolicy
}
