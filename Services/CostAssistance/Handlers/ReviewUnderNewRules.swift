import EventContracts
import MedicationDomain
import ServiceRuntime

/// Programmes or limits have changed: what is open is judged by the new ones.
struct ReviewUnderNewRules: Handler {
    static let name = "review-under-new-rules"
    let topic = Topic<KnowledgeReplaced>.knowledge
    let review: AffordabilityReview

    func gather(for event: Event<KnowledgeReplaced>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<KnowledgeReplaced>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        review.decide(picture, at: event.now, becauseOfRules: true)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
