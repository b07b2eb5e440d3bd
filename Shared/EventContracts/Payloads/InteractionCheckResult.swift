public import MedicationDomain

/// The answer to an `InteractionCheckRequest`: what the drafts would change among the patient's findings.
public struct InteractionCheckResult: EventPayload {
    /// What a draft does to one finding.
    public enum Change: String, Codable, Sendable, CaseIterable {
        case added, raised, lowered
        /// The same severity, for other reasons or other medicines.
        case changed
        /// It would hold no longer.
        case ended
    }

    public struct Finding: Codable, Hashable, Sendable {
        public var change: Change
        /// What it is without the drafts; nil when it is not there.
        public var severityBefore: Severity?
        /// The drafts that take part in it, sorted.
        public var drafts: [OrderID]
        /// The alert as it would be raised, under the id it would have; one that would end as it is now. No alert is
        /// open because of the question.
        public var alert: Alert

        public init(change: Change, severityBefore: Severity? = nil, drafts: [OrderID], alert: Alert) {
            self.change = change
            self.severityBefore = severityBefore
            self.drafts = drafts
            self.alert = alert
        }
    }

    /// A finding that holds already and that no draft touches.
    public struct Standing: Codable, Hashable, Sendable {
        public var alertId: AlertID
        public var severity: Severity
        public init(alertId: AlertID, severity: Severity) { (self.alertId, self.severity) = (alertId, severity) }
    }

    /// What the answer stands on besides the question.
    public enum Profile: String, Codable, Sendable, CaseIterable {
        /// The patient's medicines and facts as the service keeps them.
        case kept
        /// The service has never heard of the patient.
        case unknown
        /// The question names no patient.
        case notNamed = "not-named"
    }

    /// The rules that were asked.
    public struct Knowledge: Codable, Hashable, Sendable {
        public var version: String
        public var hash: String
        /// Whether a rule, a class or a patient factor is past its review date.
        public var stale: Bool
        public init(version: String, hash: String, stale: Bool) {
            (self.version, self.hash, self.stale) = (version, hash, stale)
        }
    }

    public static let types: [EventType] = ["org.titrate.interaction-check.completed.v1"]
    public var requestId: String
    public var patientId: PatientID?
    public var asOf: Instant
    public var profile: Profile
    /// The weightiest first.
    public var findings: [Finding]
    public var standing: [Standing]
    /// Medicines no rule can speak of, among drafts and kept ones, by the text they came with.
    public var unrecognized: [String]
    public var checks: CheckStatement
    public var knowledge: Knowledge

    public init(
        requestId: String, patientId: PatientID? = nil, asOf: Instant, profile: Profile, findings: [Finding],
        standing: [Standing] = [], unrecognized: [String] = [], checks: CheckStatement, knowledge: Knowledge
    ) {
        self.requestId = requestId
        self.patientId = patientId
        self.asOf = asOf
        self.profile = profile
        self.findings = findings
        self.standing = standing
        self.unrecognized = unrecognized
        self.checks = checks
        self.knowledge = knowledge
    }
}
