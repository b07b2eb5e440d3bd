import EventContracts
import MedicationDomain
import ServiceRuntime

/// Takes what the hospital said of a patient and judges the orders.
struct JudgeHospitalFacts: ChartHandler {
    static let name = "judge-hospital-facts"
    let topic = Topic<HospitalFacts>(.prescribingIntake)
    let policy: JudgementPolicy

    func decide(_ event: Event<HospitalFacts>, given chart: PatientChart) -> Decision<ChartChange> {
        guard event.data.patientId == event.patient else {
            let refusal = Refusal(code: "patient-mismatch", message: "the facts are of another patient than the event")
            return .refuse(refusal, recording: ChartChange(patient: event.patient, chart: nil))
        }
        return policy.take(event.data, into: chart, at: event.now).decision(about: event.patient)
    }
}
