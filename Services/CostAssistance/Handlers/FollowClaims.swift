import EventContracts
import MedicationDomain
import ServiceRuntime

/// An insurer answered a pharmacy's claim, or took the answer back.
struct FollowClaims: Handler {
    static let name = "follow-claims"
    let topic = Topic<ClaimEvent>(.prescribingEvents)
    let review: AffordabilityReview

    func gather(for event: Event<ClaimEvent>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<ClaimEvent>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        var claims = picture.claims ?? []
        guard claims.take(event.data, seenAt: event.now, keeping: CoveragePicture.keptClaims) else {
            return Decision(picture)
        }
        var picture = picture
        picture.claims = claims.isEmpty ? nil : claims
        return review.decide(picture, at: event.now)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
