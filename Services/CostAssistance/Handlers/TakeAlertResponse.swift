import EventContracts
import MedicationDomain
import ServiceRuntime

/// Somebody answered one of our alerts.
struct TakeAlertResponse: Handler {
    static let name = "take-alert-response"
    let topic = Topic<AlertResponse>.alertResponses
    let review: AffordabilityReview

    func gather(for event: Event<AlertResponse>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<AlertResponse>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        guard event.data.alertId.rawValue.hasPrefix(AffordabilityReview.alertPrefix) else { return Decision(picture) }
        var picture = picture
        let answered = picture.alerts.answer(event.data)
        return Decision(
            picture, announcing: [answered].compactMap { $0 }.map { Announcement($0, on: .alerts(of: .costAssistance)) }
        )
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
