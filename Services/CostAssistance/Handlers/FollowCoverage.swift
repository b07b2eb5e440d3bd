import EventContracts
import MedicationDomain
import ServiceRuntime

/// Insurance begins, ends, or was recorded by mistake.
struct FollowCoverage: Handler {
    static let name = "follow-coverage"
    let topic = Topic<CoverageEvent>(.prescribingEvents)
    let review: AffordabilityReview

    func gather(for event: Event<CoverageEvent>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<CoverageEvent>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        var picture = picture
        picture.apply(event.data)
        return review.decide(picture, at: event.now)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
