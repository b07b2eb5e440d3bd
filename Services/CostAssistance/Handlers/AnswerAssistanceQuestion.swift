import EventContracts
import ServiceRuntime

/// "What can this patient get?": answered from the question alone, keeping nothing of it.
struct AnswerAssistanceQuestion: QuestionHandler {
    static let name = "answer-assistance-question"
    let topic = Topic<AssistanceRequest>(.requests(to: .costAssistance))
    let rules: AssistanceRules

    func answer(_ question: Event<AssistanceRequest>, in store: StoreReader) throws -> AssistanceDetermination {
        try AssistancePolicy.determine(
            question.data, requestId: question.correlationID ?? question.id, rules: rules)
    }
}
