import EventContracts
import MedicationDomain
import ServiceRuntime

/// "How does this patient come off baclofen?": planned from the record and the question, keeping nothing and telling
/// nobody else.
struct AnswerTaperQuestion: QuestionHandler {
    static let name = "answer-taper-question"
    let topic = Topic<TaperQuestion>(.requests(to: .withdrawalMonitor))
    let rules: MonitorRules

    func answer(_ question: Event<TaperQuestion>, in store: StoreReader) throws -> TaperPlan {
        guard question.data.patientId == question.patient else {
            throw Refusal(code: "patient-mismatch", message: "the question is about another patient than the event")
        }
        let record = try store.document(SupplyRecord.table, of: question.patient)
        return try TaperOfRecord(question.data, record, rules: rules, asOf: question.now).plan()
    }
}
