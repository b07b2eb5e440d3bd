import EventContracts
import MedicationDomain
import ServiceRuntime

/// Takes a person's answer to an alert; overriding what an order is held for releases it.
struct TakeAlertResponse: ChartHandler {
    static let name = "take-alert-response"
    let topic = Topic<AlertResponse>.alertResponses
    let policy: JudgementPolicy

    func decide(_ event: Event<AlertResponse>, given chart: PatientChart) -> Decision<ChartChange> {
        guard event.data.alertId.rawValue.hasPrefix(AlertID.prescribingPrefix) else {
            return Decision(ChartChange(patient: event.patient, chart: nil))
        }
        return policy.answer(event.data.heard(at: event.now), in: chart, of: event.patient, at: event.now)
            .decision(about: event.patient)
    }
}
