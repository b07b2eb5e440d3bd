import EventContracts
import MedicationDomain
import ServiceRuntime

/// Something is to be looked after again; what time alone changes in a verdict is seen here as well.
struct RemindOfMonitoring: ChartHandler, DeadlineHandler {
    static let name = "remind-of-monitoring"
    static let kind = JudgementPolicy.monitoringDeadline
    let policy: JudgementPolicy

    func decide(_ event: Event<DeadlineDue>, given chart: PatientChart) -> Decision<ChartChange> {
        policy.comeBack(to: chart, of: event.patient, at: event.now).decision(about: event.patient)
    }
}
