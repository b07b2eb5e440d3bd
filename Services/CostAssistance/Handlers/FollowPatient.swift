import EventContracts
import MedicationDomain
import ServiceRuntime

/// Age matters to programmes, and nothing is raised about the dead.
struct FollowPatient: Handler {
    static let name = "follow-patient"
    let topic = Topic<PatientEvent>(.prescribingEvents)
    let review: AffordabilityReview

    func gather(for event: Event<PatientEvent>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<PatientEvent>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        var picture = picture
        picture.apply(event.data)
        return review.decide(picture, at: event.now)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
