import EventContracts
import MedicationDomain

/// What a review understood, for other offline tools: a CloudEvent in structured JSON on each line, as the service would
/// announce it. What could not be read stands beside them, in lines that are no JSON.
struct ReviewEvents {
    /// In the order they were understood, each with its patient.
    private var facts: [(PatientID, any EventPayload)] = []

    /// Alerts and what the owners of merged records tell each other are no news of a patient.
    mutating func note(_ payload: any EventPayload, of patient: PatientID) {
        switch payload {
        case is OrderEvent, is AlertEvent, is PatientHandover, is PatientClaim: break
        default: facts.append((patient, payload))
        }
    }

    /// The facts, then the orders as they are judged.
    func lines(with orders: [OrderEvent], at now: Instant) throws -> [String] {
        let all = facts + orders.map { ($0.patientId, $0 as any EventPayload) }
        return try all.enumerated().map { number, event in
            let attributes = Attributes(
                id: "review-\(number + 1)", source: ServiceName.prescribing.source, type: event.1.type.rawValue,
                time: now, subject: event.0.rawValue)
            // Attributes and data are JSON objects of their own; the data goes in as the last member.
            let outer = String(decoding: try PayloadCoding.encode(attributes), as: UTF8.self)
            return "\(outer.dropLast()),\"data\":\(String(decoding: try event.1.encode(), as: UTF8.self))}"
        }
    }

    private struct Attributes: Encodable {
        var specversion = CloudEvent.specVersion
        var id: String
        var source: String
        var type: String
        var time: Instant
        var subject: String
        var datacontenttype = "application/json"
    }
}
