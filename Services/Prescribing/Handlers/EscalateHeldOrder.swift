import EventContracts
import MedicationDomain
import ServiceRuntime

/// A held order's next dose has come without an answer.
struct EscalateHeldOrder: ChartHandler {
    static let name = "escalate-held-order"
    let topic = Topic<DeadlineDue>.deadlines
    let policy: JudgementPolicy

    func decide(_ event: Event<DeadlineDue>, given chart: PatientChart) -> Decision<ChartChange> {
        guard event.data.kind == JudgementPolicy.heldOrderDeadline else {
            return Decision(ChartChange(patient: event.patient, chart: nil))
        }
        return policy.escalate(event.data, in: chart).decision(about: event.patient)
    }
}
