import EventContracts
import MedicationDomain
import ServiceRuntime

/// "How would this patient's dose rise?": answered from the chart, keeping nothing and telling nobody else.
struct AnswerTitrationQuestion: QuestionHandler {
    static let name = "answer-titration-question"
    let topic = Topic<TitrationRequest>(.requests(to: .prescribing))
    let titration: TitrationOfChart

    func answer(_ question: Event<TitrationRequest>, in store: StoreReader) throws -> TitrationAnswer {
        guard question.data.patientId == question.patient else { throw Refusal.otherPatient }
        return titration.answer(question.data, in: try store.chart(of: question.patient), at: question.now)
    }
}
