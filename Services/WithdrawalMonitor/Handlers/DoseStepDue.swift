import EventContracts
import MedicationDomain

/// The next step of a titration or taper has come.
struct DoseStepDue: DeadlineHandler {
    static let name = "dose-step-due"
    static let kind = DoseStepPolicy.kind
    let policy: MonitoringPolicy
}
