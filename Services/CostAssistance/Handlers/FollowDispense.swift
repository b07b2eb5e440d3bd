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
        var changed = picture
        let isOurs = medicine.isBrand != nil || dispense.medication.isBaclofen
        guard changed.apply(dispense, isOurs: isOurs) else { return Decision(picture) }
        return review.decide(changed, at: event.now)
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
