import EventContracts
import MedicationDomain
import ServiceRuntime

/// Plans a titration that came in among the patient's facts, and tells everybody the plan or why there is none.
struct PlanTitration: ChartHandler {
    static let name = "plan-titration"
    let topic = Topic<TitrationRequest>(.prescribingIntake)
    let titration: TitrationOfChart

    func decide(_ event: Event<TitrationRequest>, given chart: PatientChart) -> Decision<ChartChange> {
        let unchanged = ChartChange(patient: event.patient, chart: nil)
        guard event.data.patientId == event.patient else {
            return .refuse(.otherPatient, recording: unchanged)
        }
        let announcement =
            switch titration.answer(event.data, in: chart, at: event.now) {
            case .planned(let plan): Announcement(plan, on: .titrationPlans)
            case .refused(let refusal): Announcement(refusal, on: .titrationRefusals)
            }
        return Decision(unchanged, announcing: [announcement])
    }
}

extension Refusal {
    static let otherPatient = Refusal(
        code: "patient-mismatch", message: "the request is about another patient than the event")
}
