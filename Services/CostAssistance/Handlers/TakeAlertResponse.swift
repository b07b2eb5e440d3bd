import EventContracts
import MedicationDomain
import ServiceRuntime

/// Somebody answered one of our alerts, or any alert with "too costly".
struct TakeAlertResponse: Handler {
    static let name = "take-alert-response"
    let topic = Topic<AlertResponse>.alertResponses
    let review: AffordabilityReview

    func gather(for event: Event<AlertResponse>, in store: StoreReader) throws -> CoveragePicture {
        try store.document(CoveragePicture.table, of: event.patient) ?? CoveragePicture(patient: event.patient)
    }

    func decide(_ event: Event<AlertResponse>, given picture: CoveragePicture) -> Decision<CoveragePicture> {
        var picture = picture
        let isOurs = event.data.alertId.rawValue.hasPrefix(AffordabilityReview.alertPrefix)
        let answered = isOurs ? picture.alerts.answer(event.data.heard(at: event.now)) : nil
        var decision = Decision(picture)
        // "Too costly" is a fact about the patient, whichever alert it answers.
        if let reason = event.data.reason?.code, review.rules.tooCostlyReasons.contains(reason) {
            picture.tooCostlyAt = max(picture.tooCostlyAt ?? event.data.at, event.data.at)
            decision = review.decide(picture, at: event.now)
        }
        let said = [answered].compactMap { $0 }.map { Announcement($0, on: .alerts(of: .costAssistance)) }
        decision.announcements = said + decision.announcements
        return decision
    }

    func record(_ picture: CoveragePicture, in store: StoreWriter) throws {
        store.keep(picture)
    }
}
