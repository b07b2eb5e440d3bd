import EventContracts
import MedicationDomain
import ServiceRuntime

/// Hears that another record says it replaces this one.
struct TakeClaim: ChartHandler {
    static let name = "take-claim"
    let topic = Topic<PatientClaim>.claims
    let policy: JudgementPolicy

    func decide(_ event: Event<PatientClaim>, given chart: PatientChart) -> Decision<ChartChange> {
        guard event.data.patientId == event.patient else { return .mismatch(event.patient) }
        return policy.take(event.data, into: chart, at: event.now).decision(about: event.patient)
    }
}

extension Decision<ChartChange> {
    /// The event is about another patient than its content.
    static func mismatch(_ patient: PatientID) -> Decision {
        let refusal = Refusal(code: "patient-mismatch", message: "the facts are of another patient than the event")
        return .refuse(refusal, recording: ChartChange(patient: patient, chart: nil))
    }
}
