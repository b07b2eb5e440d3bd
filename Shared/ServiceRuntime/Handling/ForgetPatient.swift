public import EventContracts
import MedicationDomain

/// Closes everything a service has open about a patient who is to be forgotten, and tells those who listen to it.
///
/// One for each topic on which a service hears of patients. The runtime then removes all that is kept of the patient:
/// documents, deadlines, waiting facts, what was announced.
public struct ForgetPatient<Document: Codable & Equatable & Sendable>: Handler {
    public static var name: String { "forget-patient" }
    public let topic: Topic<PatientForgotten>
    private let table: DocumentTable<Document>
    private let alerts: @Sendable (Document) -> AlertBook
    private let alertTopic: Topic<AlertEvent>
    private let onward: Topic<PatientForgotten>?
    private let isFirst: Bool
    private let more: @Sendable (Document, Event<PatientForgotten>) -> [Announcement]

    /// - Parameters:
    ///   - onward: where others hear of it; nil when nobody depends on what the service says of patients.
    ///   - isFirst: set for the service that takes it in; from there on it bears the moment of the log.
    ///   - more: what else is to be said when the document goes.
    public init(
        heardOn topic: TopicName, by service: ServiceName, keptIn table: DocumentTable<Document>,
        passedOn onward: TopicName? = nil, isFirst: Bool = false,
        alerts: @escaping @Sendable (Document) -> AlertBook,
        saying more: @escaping @Sendable (Document, Event<PatientForgotten>) -> [Announcement] = { _, _ in [] }
    ) {
        self.topic = Topic(topic)
        self.table = table
        self.alerts = alerts
        alertTopic = .alerts(of: service)
        self.onward = onward.map { Topic($0) }
        self.isFirst = isFirst
        self.more = more
    }

    public func gather(for event: Event<PatientForgotten>, in store: StoreReader) throws -> Document? {
        try store.document(table, of: event.patient)
    }

    public func decide(_ event: Event<PatientForgotten>, given document: Document?) -> Decision<Void> {
        guard event.data.patientId == event.patient else {
            let refusal = Refusal(code: "patient-mismatch", message: "another patient is named than the event is about")
            return .refuse(refusal, recording: ())
        }
        var open = document.map(alerts) ?? AlertBook()
        let closed = open.reconcile([], resolvedBecause: { _ in PatientForgotten.resolution }, at: event.now)
        var forgotten = event.data
        if isFirst { forgotten.at = event.now }
        let told = onward.map { Announcement(forgotten, on: $0) }
        let others = document.map { more($0, event) } ?? []
        return Decision(
            (), announcing: [told].compactMap { $0 } + closed.map { Announcement($0, on: alertTopic) } + others)
    }

    /// Nothing: the runtime removes the document with everything else.
    public func record(_ change: Void, in store: StoreWriter) {}
}
