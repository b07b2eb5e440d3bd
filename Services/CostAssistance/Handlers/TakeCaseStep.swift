import EventContracts
import MedicationDomain
import ServiceRuntime

/// Finance staff opened a case, sent it, or heard how it was decided.
struct TakeCaseStep: Handler {
    static let name = "take-case-step"
    let topic = Topic<AssistanceCaseStep>(.alertResponses)
    let review: AffordabilityReview

    func gather(for event: Event<AssistanceCaseStep>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<AssistanceCaseStep>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        guard event.data.patientId == event.patient else {
            let refusal = Refusal(code: "patient-mismatch", message: "another patient is named than the event is about")
            return .refuse(refusal, recording: picture)
        }
        var picture = picture
        do {
            try picture.take(event.data, rules: review.cases, at: event.now)
        } catch {
            return .refuse(error, recording: picture)
        }
        return review.decide(picture, at: event.now)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
