import EventContracts
import MedicationDomain

/// An event's envelope once its patient and its place in time are settled; the payload is added per handler.
struct EventFrame: Sendable {
    var id: String
    var source: String
    var type: EventType
    var time: Instant
    var now: Instant
    var patient: PatientID
    var entityID: EntityID?
    var revision: Int?
    var correlationID: String?
    var traceParent: String?

    func event<Payload: EventPayload>(carrying data: Payload) -> Event<Payload> {
        Event(
            id: id, source: source, type: type, time: time, now: now, patient: patient, entityID: entityID,
            revision: revision, correlationID: correlationID, traceParent: traceParent, data: data)
    }
}
