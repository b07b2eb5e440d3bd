import EventContracts
import EventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport

@testable import Prescribing

/// Several patients over one store or two, as partitions are: what one owner tells another goes through the intake topic.
final class MergeHarness {
    let intake: HospitalIntake
    private let partitions: [OfflinePartition]
    private(set) var now = noon
    private(set) var said: [OutgoingRecord] = []
    private(set) var inner: [OutgoingRecord] = []
    private var count = 0

    /// The knowledge is read once for all.
    private static let production = Result { (try hospitalIntake(), try PrescribingService.define(.init())) }

    /// - Parameter partitions: patients are spread over them by the last byte of their id.
    init(partitions: Int = 2) throws {
        let (intake, definition) = try Self.production.get()
        self.intake = intake
        self.partitions = try (0..<partitions).map { _ in try OfflinePartition(definition) }
    }

    func place(of patient: PatientID) -> OfflinePartition {
        partitions[Int(patient.rawValue.utf8.last ?? 0) % partitions.count]
    }

    func chart(of patient: PatientID) throws -> PatientChart? {
        try place(of: patient).read { try $0.document(.charts, of: patient) }
    }

    func wait(_ span: Span) { now = now + span }

    /// Sends a hospital record and lets the owners talk until they have nothing more to say.
    @discardableResult
    func send(_ text: String) throws -> Published {
        let result = intake.read(Hospital.message(text))
        precondition(result.refusal == nil)
        var published: [OutgoingRecord] = []
        for case let facts as HospitalFacts in result.forwarded {
            published += try deliver(facts, about: facts.patientId).records
        }
        return Published(published)
    }

    @discardableResult
    func deliver<Payload: EventPayload>(_ payload: Payload, about patient: PatientID) throws -> Published {
        count += 1
        let event = CloudEvent(
            id: "event-\(count)", source: "urn:test", type: payload.type, time: now, subject: patient.rawValue,
            data: try payload.encode())
        return try deliver(event.message(key: Array(patient.rawValue.utf8)), on: .prescribingIntake)
    }

    @discardableResult
    func deliver(_ message: Message, on topic: TopicName) throws -> Published {
        var waiting = [message]
        var published: [OutgoingRecord] = []
        var (rounds, topic) = (0, topic)
        while !waiting.isEmpty {
            rounds += 1
            try expect(rounds < 500, "owners do not come to rest")
            let message = waiting.removeFirst()
            let patient = PatientID(String(decoding: message.key ?? [], as: UTF8.self))
            now = now + .milliseconds(1)
            let records = try place(of: patient).deliver(message, on: topic, at: now)
            waiting += records.filter { $0.topic == .prescribingIntake }.map(\.message)
            topic = .prescribingIntake
            published += records
        }
        said += published.filter { $0.topic != .prescribingIntake }
        inner += published.filter { $0.topic == .prescribingIntake }
        return Published(published)
    }

    @discardableResult
    func answer(_ alert: AlertID, _ action: AlertResponse.Action, of patient: PatientID) throws -> Published {
        count += 1
        let response = AlertResponse(
            responseId: "r-\(count)", alertId: alert, alertRevision: 1, patientId: patient, action: action,
            reason: .init(code: "risk-benefit-ratio"), by: .init(id: "ph-1", role: "pharmacist"), at: now)
        let event = CloudEvent(
            id: "r-\(count)", source: "urn:test", type: response.type, time: now, subject: patient.rawValue,
            data: try response.encode())
        return try deliver(event.message(key: Array(patient.rawValue.utf8)), on: .alertResponses)
    }

    /// Open findings of a patient, without where they came from.
    func open(_ patient: PatientID) throws -> [String] {
        try chart(of: patient)?.alerts.open.map {
            "\($0.rule.id) \($0.medications.first?.orderId?.rawValue ?? "") \($0.status)"
        }.sorted() ?? []
    }

    /// Orders with an open finding.
    func alerted(_ patient: PatientID) throws -> Set<OrderID> {
        Set(try chart(of: patient)?.alerts.open.flatMap { $0.medications.compactMap(\.orderId) } ?? [])
    }

    func orders(_ patient: PatientID) throws -> [String: OrderEvent.Status?] {
        try chart(of: patient)?.orders.mapValues(\.status) ?? [:]
    }

    /// The newest word on every entity, as a reader of one topic keeps it.
    var newest: [EntityID: (revision: Int, payload: Message)] {
        get throws {
            var words: [EntityID: (revision: Int, payload: Message)] = [:]
            for record in said {
                let event = try CloudEvent(record.message)
                guard let entity = event.entityID, let revision = event.revision else { continue }
                if let known = words[entity] { try expect(known.revision < revision, "\(entity) goes back") }
                words[entity] = (revision, record.message)
            }
            return words
        }
    }
}

extension Hospital {
    static func retired(_ id: String, into survivor: String, version: Int = 2, more: String = "") -> String {
        patient(id, version: version, more: more + link("replaced-by", survivor))
    }
    static func survivor(_ id: String, of retired: String, version: Int = 2) -> String {
        patient(id, version: version, more: link("replaces", retired))
    }
    static func link(_ type: String, _ id: String) -> String {
        #""link":[{"other":{"reference":"Patient/\#(id)"},"type":"\#(type)"}],"#
    }
}
