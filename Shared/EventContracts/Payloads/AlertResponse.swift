public import MedicationDomain

/// A person's answer to an alert, on `gateway.alert-responses.v1`.
public struct AlertResponse: EntityPayload {
    public enum Action: String, Codable, Sendable, CaseIterable { case acknowledged, overridden, assigned, reopened }

    /// A coded reason, from the HL7 non-adherence reason codes.
    public struct Reason: Codable, Hashable, Sendable {
        public static let system = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
        public var system: String
        public var code: String
        public init(system: String = Reason.system, code: String) { (self.system, self.code) = (system, code) }

        /// As it may stand in metrics and tables. A reason comes from outside: what does not look like a code is
        /// `other`, so that no text of a person gets there; no reason is `none`.
        public static func label(_ reason: Reason?) -> String {
            guard let code = reason?.code, !code.isEmpty else { return "none" }
            let isCode =
                code.utf8.count <= 48
                && code.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
                }
            return isCode ? code : "other"
        }
    }

    public struct Actor: Codable, Hashable, Sendable {
        public var id: PractitionerID
        public var role: String
        public init(id: PractitionerID, role: String) { (self.id, self.role) = (id, role) }
    }

    public static let types: [EventType] = Action.allCases.map { type(of: $0) }
    public var type: EventType { Self.type(of: action) }
    private static func type(of action: Action) -> EventType {
        EventType(rawValue: "org.titrate.alert.\(action.rawValue).v1")
    }

    public var responseId: String
    public var alertId: AlertID
    /// The revision the person saw.
    public var alertRevision: Int
    /// `updatedAt` of the alert as the person saw it: the answer covers what was known then, and nothing later.
    public var seenAt: Instant?
    public var patientId: PatientID?
    public var action: Action
    public var reason: Reason?
    public var comment: String?
    public var by: Actor
    public var assignedTo: PractitionerID?
    public var at: Instant
    /// FHIR mitigation codes (v3-ActCode).
    public var interventions: [String]?
    public var outcome: String?
    public var reviewAt: Instant?
    /// The answer that a re-opening takes back; when another stands by then, it changes nothing. Nil: whatever stands.
    public var takesBack: String?

    /// The answer as it counts when it is read from the log: a clock that ran ahead says nothing of what had not
    /// happened yet.
    public func heard(at now: Instant) -> AlertResponse {
        guard at > now || seenAt.map({ $0 > now }) == true else { return self }
        var response = self
        response.at = min(at, now)
        response.seenAt = seenAt.map { min($0, now) }
        return response
    }

    public init(
        responseId: String, alertId: AlertID, alertRevision: Int, patientId: PatientID? = nil, action: Action,
        reason: Reason? = nil, comment: String? = nil, by: Actor, assignedTo: PractitionerID? = nil, at: Instant,
        interventions: [String]? = nil, outcome: String? = nil, reviewAt: Instant? = nil, seenAt: Instant? = nil,
        takesBack: String? = nil
    ) {
        self.responseId = responseId
        self.alertId = alertId
        self.alertRevision = alertRevision
        self.patientId = patientId
        self.action = action
        self.reason = reason
        self.comment = comment
        self.by = by
        self.assignedTo = assignedTo
        self.at = at
        self.interventions = interventions
        self.outcome = outcome
        self.reviewAt = reviewAt
        self.seenAt = seenAt
        self.takesBack = takesBack
    }

    public var entityID: EntityID { EntityID("alert-response:\(responseId)") }
    public var isTerminal: Bool { true }
}

extension Topic where Payload == AlertResponse {
    public static var alertResponses: Self { Topic(.alertResponses) }
}
