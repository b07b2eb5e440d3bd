import EventContracts
import FHIRModels
import MedicationDomain

/// An alert as a FHIR R4 Task: who is to look at it, by when, and how far that has come.
enum TaskWriting {
    static let type = "Task"

    static func json(_ alert: Alert) -> JSONValue {
        let issue = "\(DetectedIssueWriting.type)/\(FHIRID.of(alert.alertId))"
        return .members([
            "resourceType": .string(type), "id": .string(FHIRID.of(alert.alertId)),
            "meta": FHIRPart.meta(revision: alert.revision, updated: alert.updatedAt ?? alert.raisedAt),
            "identifier": FHIRPart.identifier(FHIRSystem.alert, alert.alertId.rawValue),
            "status": .string(status(of: alert)),
            "statusReason": alert.resolution.flatMap { FHIRPart.concept([], text: $0.reason) },
            "businessStatus": alert.escalationLevel > 0
                ? FHIRPart.concept([], text: "Escalated \(alert.escalationLevel) times") : nil,
            "intent": .string("order"), "priority": .string(priority(of: alert)),
            "code": FHIRPart.concept([IssueCode.own(alert.kind).coding], text: "Look at a medication alert"),
            "description": .text(alert.summary), "focus": .object(["reference": .string(issue)]),
            "for": FHIRPart.patient(alert.patientId),
            "encounter": FHIRPart.reference("Encounter", alert.encounterId?.rawValue),
            "authoredOn": .time(alert.raisedAt), "lastModified": .time(alert.updatedAt ?? alert.raisedAt),
            "requester": FHIRPart.author(alert.alertId),
            "owner": FHIRPart.reference("Practitioner", alert.assignedTo?.rawValue),
            "reasonCode": DetectedIssueWriting.code(of: alert.kind),
            "restriction": FHIRPart.period(from: nil, to: alert.dueAt).map { .object(["period": $0]) },
        ])
    }

    static func status(of alert: Alert) -> String {
        switch alert.status {
        case .provisional: "requested"
        case .open: alert.assignedTo == nil ? "requested" : "received"
        case .acknowledged: "accepted"
        case .overridden: "completed"
        case .resolved: alert.answer == nil ? "cancelled" : "completed"
        }
    }

    /// An escalated one was not answered in time.
    static func priority(of alert: Alert) -> String {
        if alert.interruptive { return alert.escalationLevel > 0 ? "stat" : "asap" }
        return alert.severity >= .major || alert.escalationLevel > 0 ? "urgent" : "routine"
    }
}
