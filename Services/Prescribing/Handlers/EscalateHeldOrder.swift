import EventContracts
import MedicationDomain
import ServiceRuntime

/// A held order's next dose has come without an answer.
struct EscalateHeldOrder: ChartHandler, DeadlineHandler {
    static let name = "escalate-held-order"
    static let kind = JudgementPolicy.heldOrderDeadline
    let policy: JudgementPolicy

    func decide(_ event: Event<DeadlineDue>, given chart: PatientChart) -> Decision<ChartChange> {
        policy.escalate(event.data, in: chart).decision(about: event.patient)
    }
}
