import EventContracts
import EventLog
import Foundation
import MedicationDomain

/// The gateway's own events, as records.
enum GatewayRecords {
    static func response(_ response: AlertResponse, traceParent: String? = nil) throws -> OutgoingRecord {
        let key = response.patientId?.rawValue ?? response.alertId.rawValue
        let event = CloudEvent(
            id: response.responseId, source: ServiceName.gateway.source, type: response.type, time: response.at,
            subject: response.patientId?.rawValue, entityID: response.entityID, revision: 1,
            traceParent: traceParent, data: try response.encode())
        return OutgoingRecord(topic: .alertResponses, message: event.message(key: Array(key.utf8)))
    }

    /// A question; the reply bears the same correlation id. After a minute nobody waits for it any more.
    ///
    /// - Parameter patient: whose partition answers; nil where it is about nobody.
    static func question(
        _ request: some EventPayload, to service: ServiceName, about patient: PatientID? = nil, id: String,
        at now: Instant, traceParent: String? = nil
    ) throws -> OutgoingRecord {
        let event = CloudEvent(
            id: id, source: ServiceName.gateway.source, type: request.type, time: now, subject: patient?.rawValue,
            correlationID: id, traceParent: traceParent, expiryTime: now + .minutes(1), data: try request.encode())
        return OutgoingRecord(
            topic: .requests(to: service), message: event.message(key: Array((patient?.rawValue ?? id).utf8)))
    }

    static func feedback(_ feedback: CardFeedback, traceParent: String? = nil) throws -> OutgoingRecord {
        let event = CloudEvent(
            id: feedback.feedbackId, source: ServiceName.gateway.source, type: feedback.type, time: feedback.at,
            entityID: feedback.entityID, revision: 1, traceParent: traceParent, data: try feedback.encode())
        return OutgoingRecord(topic: .alertResponses, message: event.message(key: Array(feedback.card.utf8)))
    }

    static func status(_ status: ServiceStatus) throws -> OutgoingRecord {
        let event = CloudEvent(
            id: UUID().uuidString.lowercased(), source: ServiceName.gateway.source, type: status.type,
            time: status.reportedAt, data: try status.encode())
        let key = "\(status.service.rawValue)/\(status.instance)/\(status.partition)"
        return OutgoingRecord(
            topic: .status(of: .gateway), partition: status.partition, message: event.message(key: Array(key.utf8)))
    }
}
