import EventContracts
import MedicationDomain
import ServiceRuntime

/// A day has come on which insurance ends or the supply gets short.
struct ReviewAffordability: DeadlineHandler {
    static let name = "review-affordability"
    static let kind = AffordabilityReview.deadlineKind
    let review: AffordabilityReview

    func gather(for event: Event<DeadlineDue>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<DeadlineDue>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        var picture = picture
        picture.reviewAt = nil
        return review.decide(picture, at: event.now)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
