import EventContracts
import MedicationDomain
import ServiceRuntime

/// "What would be said of these orders?": answered from the chart and the question, keeping nothing and telling nobody
/// else.
struct AnswerReviewQuestion: QuestionHandler {
    static let name = "answer-review-question"
    let topic = Topic<PrescriptionReviewRequest>(.requests(to: .prescribing))
    let intake: HospitalIntake
    let policy: DraftReviewPolicy

    func answer(_ question: Event<PrescriptionReviewRequest>, in store: StoreReader) throws -> PrescriptionReview {
        guard question.data.patientId == question.patient else { throw Refusal.otherPatient }
        let read = try intake.question(question.data, id: question.correlationID ?? question.id)
        return try policy.review(read, in: try store.chart(of: question.patient), at: question.now)
    }
}
