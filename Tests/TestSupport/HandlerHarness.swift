public import EventContracts
public import EventLog
public import MedicationDomain
public import ServiceRuntime

/// Delivers events to a service's handlers and shows what it publishes: the engine of production on a store in memory.
public final class HandlerHarness {
    public let partition: OfflinePartition
    public private(set) var now: Instant
    private var count = 0

    public init(_ definition: ServiceDefinition, startingAt now: Instant) throws {
        partition = try OfflinePartition(definition)
        self.now = now
    }

    /// Delivers a new event and returns what was published in answer.
    @discardableResult
    public func deliver<Payload: EventPayload>(
        _ payload: Payload, on topic: Topic<Payload>, about patient: PatientID, id: String? = nil, revision: Int? = nil,
        at instant: Instant? = nil
    ) throws -> Published {
        if let instant { now = instant }
        count += 1
        return Published(
            try partition.deliver(
                payload, on: topic, about: patient, id: id ?? "event-\(count)", revision: revision, at: now))
    }

    @discardableResult
    public func advance(to instant: Instant) throws -> Published {
        now = instant
        return Published(try partition.advance(to: instant))
    }

    @discardableResult
    public func rejudge() throws -> Published { Published(try partition.rejudge(at: now)) }
}

/// What a service published, readable.
public struct Published: Sendable {
    public let records: [OutgoingRecord]
    public init(_ records: [OutgoingRecord]) { self.records = records }

    public var isEmpty: Bool { records.isEmpty }

    public var alerts: [AlertEvent] { payloads(AlertEvent.self) }
    public var deadLetterCodes: [String] {
        records.filter { $0.topic.rawValue.hasSuffix(".dead-letters.v1") }
            .compactMap { $0.message.header(DeadLetter.codeHeader) }
    }

    /// Every published event that carries this payload, in order.
    public func payloads<Payload: EventPayload>(_ type: Payload.Type) -> [Payload] {
        records.compactMap { record in
            guard !record.topic.rawValue.hasSuffix(".dead-letters.v1"),
                let event = try? CloudEvent(record.message), Payload.types.contains(event.type), let data = event.data
            else { return nil }
            return try? Payload.decode(data, type: event.type)
        }
    }
}
