import EventContracts
import MedicationDomain
import ServiceRuntime

/// Something is to be looked after again; what time alone changes in a verdict is seen here as well.
struct RemindOfMonitoring: ChartHandler {
    static let name = "remind-of-monitoring"
    let topic = Topic<DeadlineDue>.deadlines
    let policy: JudgementPolicy

    func decide(_ event: Event<DeadlineDue>, given chart: PatientChart) -> Decision<ChartChange> {
        guard event.data.kind == JudgementPolicy.monitoringDeadline else {
            return Decision(ChartChange(patient: event.patient, chart: nil))
        }
        return policy.comeBack(to: chart, of: event.patient, at: event.now).decision(about: event.patient)
    }
}
