public import MedicationDomain

/// What somebody did about one programme for one patient, on `gateway.alert-responses.v1`.
///
/// It carries the programme and what is to be done, never income or household.
public struct AssistanceCaseStep: EventPayload {
    public enum Action: String, Codable, Sendable, CaseIterable {
        case opened, documented, submitted, approved, denied, renewed, closed
    }
    public static let types: [EventType] = Action.allCases.map { type(of: $0) }
    public var type: EventType { Self.type(of: action) }
    private static func type(of action: Action) -> EventType {
        EventType(rawValue: "org.titrate.assistance-case.\(action.rawValue).v1")
    }

    /// Chosen by whoever opens the case; unique for the patient.
    public var caseId: String
    public var patientId: PatientID
    public var action: Action
    /// The programme's id; needed to open a case.
    public var programId: String?
    /// Documents that are there now, by the names the programme gives them.
    public var documents: [String]?
    /// The last day to send the application; to be chosen by the service when it is left out.
    public var dueOn: CalendarDay?
    /// The last day an approval holds.
    public var until: CalendarDay?
    /// What the patient saves in a month, where it is known.
    public var monthlyAmount: Money?
    /// A word for why, e.g. `over-income`, `withdrawn`; lower case with dashes.
    public var reason: String?
    public var by: AlertResponse.Actor
    public var at: Instant

    public init(
        caseId: String, patientId: PatientID, action: Action, programId: String? = nil, documents: [String]? = nil,
        dueOn: CalendarDay? = nil, until: CalendarDay? = nil, monthlyAmount: Money? = nil, reason: String? = nil,
        by: AlertResponse.Actor, at: Instant
    ) {
        (self.caseId, self.patientId, self.action) = (caseId, patientId, action)
        (self.programId, self.documents) = (programId, documents)
        (self.dueOn, self.until, self.monthlyAmount, self.reason) = (dueOn, until, monthlyAmount, reason)
        (self.by, self.at) = (by, at)
    }
}

/// Where an application for help stands, on `cost-assistance.alerts.v1`.
public struct AssistanceCase: EntityPayload {
    public enum State: String, Codable, Sendable, CaseIterable {
        case open, submitted, approved, denied, expired, closed
    }
    public static let types: [EventType] = ["org.titrate.assistance-case.changed.v1"]

    public var caseId: String
    public var revision: Int
    public var patientId: PatientID
    public var programId: String
    public var programName: String
    public var state: State
    /// How to apply, and to whom.
    public var how: String
    public var decidedBy: String
    /// What must be sent, and what of it is not there yet.
    public var documents: [String]
    public var missingDocuments: [String]
    /// The next day by which somebody must act: to send, to ask for the decision, to renew.
    public var dueOn: CalendarDay?
    public var submittedOn: CalendarDay?
    public var decidedOn: CalendarDay?
    public var until: CalendarDay?
    /// What the patient saves in a month while it is approved.
    public var monthlySecured: Money?
    public var reason: String?
    public var changedAt: Instant

    public init(
        caseId: String, revision: Int = 0, patientId: PatientID, programId: String, programName: String,
        state: State = .open, how: String, decidedBy: String, documents: [String], missingDocuments: [String],
        dueOn: CalendarDay? = nil, submittedOn: CalendarDay? = nil, decidedOn: CalendarDay? = nil,
        until: CalendarDay? = nil, monthlySecured: Money? = nil, reason: String? = nil, changedAt: Instant
    ) {
        (self.caseId, self.revision, self.patientId) = (caseId, revision, patientId)
        (self.programId, self.programName, self.state) = (programId, programName, state)
        (self.how, self.decidedBy) = (how, decidedBy)
        (self.documents, self.missingDocuments) = (documents, missingDocuments)
        (self.dueOn, self.submittedOn, self.decidedOn, self.until) = (dueOn, submittedOn, decidedOn, until)
        (self.monthlySecured, self.reason, self.changedAt) = (monthlySecured, reason, changedAt)
    }

    public var entityID: EntityID { .of(patientId, "assistance-case", ResourceID(caseId)) }
    public var isTerminal: Bool { state == .closed }
    public mutating func stamp(revision: Int) { self.revision = revision }
    public func substance() throws -> [UInt8] {
        var same = self
        same.revision = 0
        same.changedAt = Instant(millisecondsSince1970: 0)
        return try PayloadCoding.encode(same)
    }
    public func announced(revision: Int) throws -> AnnouncedText {
        var stamped = self
        stamped.stamp(revision: revision)
        return AnnouncedText(json: try stamped.encode(), substance: try substance())
    }
}
