public import MedicationDomain

/// "What would be said of these orders?": asked of `prescribing` before anything is ordered.
///
/// The resources travel as they came, so that whoever asks reads no order by lights of their own. Nothing changes by the
/// question.
public struct PrescriptionReviewRequest: EventPayload {
    public static let types: [EventType] = ["org.titrate.prescription.review-requested.v1"]
    public var patientId: PatientID
    /// The orders that are asked about; what else is among the resources is told of the patient.
    public var drafts: [OrderID]
    /// A FHIR R4 Bundle as JSON text: the orders, and what the asker knows besides.
    public var resources: String

    public init(patientId: PatientID, drafts: [OrderID], resources: String) {
        (self.patientId, self.drafts, self.resources) = (patientId, drafts, resources)
    }
}

/// The answer to a `PrescriptionReviewRequest`: the orders as they would be judged, had they been placed.
public struct PrescriptionReview: EventPayload {
    /// A resource of the question that could not be used, by a code and the element concerned.
    public struct Unread: Codable, Hashable, Sendable {
        public var code: String
        public var element: String
        public init(code: String, element: String) { (self.code, self.element) = (code, element) }
    }

    /// What the answer stands on besides the question.
    public enum Profile: String, Codable, Sendable, CaseIterable {
        /// The patient's chart as the service keeps it.
        case kept
        /// The service has never heard of the patient.
        case unknown
    }

    public static let types: [EventType] = ["org.titrate.prescription.reviewed.v1"]
    public var requestId: String
    public var patientId: PatientID
    public var asOf: Instant
    public var profile: Profile
    /// Sorted by id. An order that was asked about and does not stand here was not judged.
    public var orders: [OrderEvent]
    public var unread: [Unread]
    /// What the other resources say, in the words of an interaction question; nil when they say nothing.
    public var context: InteractionCheckRequest.Context?

    public init(
        requestId: String, patientId: PatientID, asOf: Instant, profile: Profile, orders: [OrderEvent],
        unread: [Unread] = [], context: InteractionCheckRequest.Context? = nil
    ) {
        self.requestId = requestId
        self.patientId = patientId
        self.asOf = asOf
        self.profile = profile
        self.orders = orders
        self.unread = unread
        self.context = context
    }
}
