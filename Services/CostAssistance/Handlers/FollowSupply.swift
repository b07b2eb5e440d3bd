import EventContracts
import MedicationDomain
import ServiceRuntime

/// The withdrawal-monitor says how long the supply lasts.
struct FollowSupply: Handler {
    static let name = "follow-supply"
    let topic = Topic<SupplyProjection>(.withdrawalEvents)
    let review: AffordabilityReview

    func gather(for event: Event<SupplyProjection>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<SupplyProjection>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        var picture = picture
        picture.apply(event.data)
        return review.decide(picture, at: event.now)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
