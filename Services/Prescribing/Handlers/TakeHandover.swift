import EventContracts
import MedicationDomain
import ServiceRuntime

/// Takes in what a merged record has, or lets it go, and judges the union.
struct TakeHandover: ChartHandler {
    static let name = "take-handover"
    let topic = Topic<PatientHandover>.handovers
    let policy: JudgementPolicy

    func decide(_ event: Event<PatientHandover>, given chart: PatientChart) -> Decision<ChartChange> {
        guard event.data.patientId == event.patient else { return .mismatch(event.patient) }
        return policy.take(event.data, into: chart, at: event.now).decision(about: event.patient)
    }
}
