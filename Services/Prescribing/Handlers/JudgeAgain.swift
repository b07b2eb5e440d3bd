import EventContracts
import MedicationDomain
import ServiceRuntime

/// Judges a patient's open orders by new knowledge.
struct JudgeAgain: ChartHandler {
    static let name = "judge-again"
    let topic = Topic<KnowledgeReplaced>.knowledge
    let policy: JudgementPolicy

    func decide(_ event: Event<KnowledgeReplaced>, given chart: PatientChart) -> Decision<ChartChange> {
        policy.judgeAgain(chart, of: event.patient, at: event.now).decision(about: event.patient)
    }
}
