import EventContracts
import EventLog
import FHIRModels
import MedicationDomain
import ServiceRuntime

extension HospitalIntake {
    /// A question about drafts, read as their orders would be. Ids stand as they are asked: whoever asks the suite names
    /// patients as it does.
    func question(
        _ request: PrescriptionReviewRequest, id: String
    ) throws(Refusal) -> DraftReviewPolicy.Question {
        guard !request.drafts.isEmpty else { throw Refusal(code: "bad-value", message: "$.drafts holds no order") }
        let result = HospitalIntake(resources: resources, limits: limits).read(
            Message(value: Array(request.resources.utf8), headers: [Header("content-type", MediaType.fhirJSON)]))
        var question = DraftReviewPolicy.Question(
            requestId: id, patient: request.patientId, drafts: Set(request.drafts), facts: [])
        for case let facts as HospitalFacts in result.forwarded {
            if facts.patientId == request.patientId {
                question.facts += facts.facts
            } else {
                question.unread.append(.init(code: "other-patient", element: "$.resources"))
            }
        }
        // An unreadable Bundle, and one that lost all of its entries, says nothing at all.
        if let refusal = result.refusal {
            guard !question.facts.isEmpty else { throw refusal }
            question.unread.append(.init(code: refusal.code, element: refusal.message))
        }
        question.unread += result.ignored.filter { $0.hasPrefix(FHIRMedicationRequest.typeName) }.map {
            .init(code: "not-judged", element: $0)
        }
        return question
    }
}
