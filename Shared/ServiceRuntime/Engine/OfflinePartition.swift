public import EventContracts
public import EventLog
public import MedicationDomain

/// A service's handlers on a store in memory, without any log: for offline tools and for tests.
///
/// It runs the very engine that runs under Kafka, so an offline verdict is the verdict the service would give.
public final class OfflinePartition {
    private let engine: PartitionEngine
    private var offsets: [TopicName: Int64] = [:]

    public init(_ definition: ServiceDefinition) throws {
        let store = try PartitionStore(inMemoryFor: definition)
        engine = try PartitionEngine(
            definition, partition: 0, store: store,
            identity: StoreIdentity(clusterID: "offline", partitionCount: 1))
        _ = try engine.finishRebuild(
            comparedWith: PublishedHistory(), at: Instant(millisecondsSince1970: 0))
    }

    /// Applies one record and returns what the service would publish, dead letters included.
    @discardableResult
    public func deliver(_ message: Message, on topic: TopicName, at instant: Instant) throws -> [OutgoingRecord] {
        let offset = offsets[topic, default: 0]
        offsets[topic] = offset + 1
        let record = Record(
            partition: TopicPartition(topic, 0), offset: offset, timestamp: instant, message: message)
        return try published(engine.apply([record]) { true })
    }

    /// Applies one event; events without an id of their own get a new one.
    @discardableResult
    public func deliver<Payload: EventPayload>(
        _ payload: Payload, on topic: Topic<Payload>, about patient: PatientID, id: String? = nil, revision: Int? = nil,
        source: String = "urn:titrate:offline", at instant: Instant
    ) throws -> [OutgoingRecord] {
        let entity = (payload as? any EntityPayload)?.entityID
        let event = CloudEvent(
            id: id ?? "\(topic.name)-\(offsets[topic.name, default: 0])", source: source, type: payload.type,
            time: instant, subject: patient.rawValue, entityID: revision == nil ? nil : entity, revision: revision,
            data: try payload.encode())
        return try deliver(event.message(key: Array(patient.rawValue.utf8)), on: topic.name, at: instant)
    }

    /// Lets time pass: everything due until then fires.
    @discardableResult
    public func advance(to instant: Instant) throws -> [OutgoingRecord] {
        try published(engine.fireDeadlines(until: instant) { true })
    }

    /// Judges every patient again, as if the knowledge were new.
    @discardableResult
    public func rejudge(at instant: Instant) throws -> [OutgoingRecord] {
        var result: [OutgoingRecord] = []
        while true {
            let (applied, isDone) = try engine.rejudge(atMost: 100, at: instant) { true }
            result += try published(applied)
            if isDone { return result }
        }
    }

    /// The earliest deadline; nil when none stands.
    public func nextDeadline() throws -> Instant? { try engine.nextDeadline() }

    /// Reads the service's own state.
    public func read<Result>(_ body: (StoreReader) throws -> Result) throws -> Result { try engine.answer(body) }

    /// Asks a question, as it would come on the requests topic; nil when nobody here answers it.
    public func ask(_ message: Message, on topic: TopicName, at instant: Instant) throws -> OutgoingRecord? {
        let record = Record(partition: TopicPartition(topic, 0), offset: 0, timestamp: instant, message: message)
        return try QuestionDesk(definition: engine.context.definition).reply(to: record, from: engine, now: instant)
    }

    private func published(_ applied: Applied) throws -> [OutgoingRecord] {
        if let last = applied.rows.last { try engine.acknowledge(through: last.id) }
        return applied.rows.flatMap(\.records)
    }
}
