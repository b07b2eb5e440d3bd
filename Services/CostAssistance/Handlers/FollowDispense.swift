import EventContracts
import MedicationDomain
import ServiceRuntime

/// The medicine was handed over: whatever it cost, it was had.
struct FollowDispense: Handler {
    static let name = "follow-dispense"
    let topic = Topic<DispenseEvent>(.prescribingEvents)
    let review: AffordabilityReview

    func gather(for event: Event<DispenseEvent>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<DispenseEvent>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        let dispense = event.data
        let medicine = review.rules.assistance.medicines.read(dispense.medication.text)
        // Only what the service watches over, and only where it settles something that stands.
        guard dispense.status == .recorded, let at = dispense.handedOverAt, medicine.isBrand != nil,
            let said = picture.tooCostlyAt, at > said, at > picture.handedOverAt ?? said
        else { return Decision(picture) }
        var picture = picture
        picture.handedOverAt = at
        return review.decide(picture, at: event.now)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
