import EventContracts
import MedicationDomain
import ServiceRuntime

/// The next step of a titration or taper has come.
struct DoseStepDue: MonitoringDeadline {
    static let name = "dose-step-due"
    static let kind = DoseStepPolicy.kind
    let policy: MonitoringPolicy
}
