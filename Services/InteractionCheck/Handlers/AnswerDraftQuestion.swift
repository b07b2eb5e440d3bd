import EventContracts
import MedicationCatalog
import ServiceRuntime

/// "What would these orders meet?": answered from the kept profile and the question, keeping nothing and telling nobody
/// else.
struct AnswerDraftQuestion: QuestionHandler {
    static let name = "answer-draft-question"
    let topic = Topic<InteractionCheckRequest>(.requests(to: .interactionCheck))
    let knowledge: InteractionKnowledge
    let knowledgeHash: String

    func answer(_ question: Event<InteractionCheckRequest>, in store: StoreReader) throws -> InteractionCheckResult {
        let request = question.data
        if let patient = request.patientId, patient != question.patient {
            throw Refusal(code: "patient-mismatch", message: "the question is about another patient than the event")
        }
        try DraftQuestionReading(request: request, now: question.now).check()
        let kept = try request.patientId.flatMap { try store.document(.profiles, of: $0) }
        return try DraftCheck(
            request: request.recognized(by: try .standard), requestId: question.correlationID ?? question.id,
            kept: kept, knowledge: knowledge, knowledgeHash: knowledgeHash, now: question.now
        ).result()
    }
}
