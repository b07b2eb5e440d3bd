import EventContracts
import EventLog
import MedicationDomain

/// What every transaction of a partition needs and none of them changes.
struct EngineContext: Sendable {
    /// Facts about one patient that may wait for their subject at a time.
    static let pendingLimit = 256
    /// Deadlines fired in one go; more than that is a handler that sets a deadline in the past again and again.
    static let firingLimit = 1_000_000
    /// Deadlines looked up at a time.
    static let firingAtOnce = 256

    let definition: ServiceDefinition
    let partition: Int32
    let handlers: HandlerTable
    let cuts: CutPoints

    init(_ definition: ServiceDefinition, partition: Int32, cuts: CutPoints) {
        self.definition = definition
        self.partition = partition
        self.cuts = cuts
        handlers = HandlerTable(definition.handlers)
    }

    /// The announcement as a record, numbered and identified.
    ///
    /// - Parameter json: the payload with this revision in it.
    func record(
        announcing payload: any EntityPayload, as json: [UInt8], on topic: TopicName, about patient: PatientID,
        revision: Int, cause: EventFrame, handler: String
    ) -> OutgoingRecord {
        let entity = payload.entityID
        let id = Fingerprint.eventID(
            cause: cause.id, handler: handler, entity: entity.rawValue, revision: revision)
        let event = CloudEvent(
            id: id, source: definition.name.source, type: payload.type, time: cause.now, subject: patient.rawValue,
            correlationID: Fingerprint.opaque(cause.correlationID ?? cause.id),
            causationID: Fingerprint.opaque(cause.id), entityID: entity,
            revision: revision, traceParent: Fingerprint.traceParent(continuing: cause.traceParent, event: id),
            data: json)
        return OutgoingRecord(topic: topic, message: event.message(key: Array(patient.rawValue.utf8)))
    }
}

/// What a transaction did, for metrics and logs; counts and codes only.
struct EngineTally: Sendable, Equatable {
    var read = 0
    var applied = 0
    var ignored = 0
    var repeated = 0
    var outdated = 0
    var announced = 0
    var unchanged = 0
    var fired = 0
    var pending = 0
    /// The codes of what was refused.
    var refused: [String] = []
    /// Applied records by their event's type, and what became of alerts; nothing while a store is rebuilt.
    var types: [EventType: Int] = [:]
    var alerts: [AlertMeasure] = []
}

/// Failures of the engine itself; none of them names a patient.
enum EngineFailure: Error, Equatable, CustomStringConvertible {
    case endlessDeadlines(kind: String)
    /// A record is not the expected next one of its input.
    case gap(TopicPartition, expected: Int64, found: Int64)

    var description: String {
        switch self {
        case .endlessDeadlines(let kind): "endless-deadlines: handlers of \(kind) set it again in the past"
        case .gap(let input, let expected, let found):
            "gap: \(input.topic) partition \(input.partition) expected offset \(expected), got \(found)"
        }
    }
}
