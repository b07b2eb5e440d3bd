public import EventContracts
public import EventLog

/// What the conformance suite needs to know about the log it examines.
public struct EventLogFixture: Sendable {
    public var log: any EventLog
    /// The same cluster, through clients whose hand-over holds so many records.
    public var makeSmallLog: @Sendable (_ recordLimit: Int) throws -> any EventLog
    public var createTopic: @Sendable (_ topic: TopicName, _ partitions: Int) async throws -> Void
    /// Ends the member as a crash does; after that its session runs out by itself.
    public var crash: @Sendable (_ member: any GroupMember, _ instance: String) async -> Void
    public var sessionTimeout: Duration

    public init(
        log: any EventLog, makeSmallLog: @escaping @Sendable (Int) throws -> any EventLog,
        createTopic: @escaping @Sendable (TopicName, Int) async throws -> Void,
        crash: @escaping @Sendable (any GroupMember, String) async -> Void, sessionTimeout: Duration
    ) {
        (self.log, self.makeSmallLog, self.createTopic) = (log, makeSmallLog, createTopic)
        (self.crash, self.sessionTimeout) = (crash, sessionTimeout)
    }

    /// A topic that no other test uses.
    func topic(_ partitions: Int) async throws -> TopicName {
        let name = TopicName(rawValue: "conformance.\(String(UInt64.random(in: 0 ... .max), radix: 16))")
        try await createTopic(name, partitions)
        return name
    }

    func membership(
        _ instance: String, on lead: TopicName, with coAssigned: [TopicName] = []
    ) -> Membership {
        Membership(
            group: "group.\(lead)", instance: instance, lead: lead, coAssigned: coAssigned,
            sessionTimeout: sessionTimeout)
    }

    /// Everything in the topic, by a reader of its own; waits for so many records.
    func readAll(_ topic: TopicName, count: Int) async throws -> [Record] {
        let partitions = try await log.partitionCount(of: topic) ?? 0
        let start = (0..<Int32(partitions)).map { (TopicPartition(topic, $0), StartOffset.earliest) }
        let reader = try log.makeReader(from: Dictionary(uniqueKeysWithValues: start))
        var records: [Record] = []
        try await eventuallyCollect(count, from: reader, into: &records)
        await reader.close()
        return records
    }
}

/// Reads until so many records are there.
func eventuallyCollect(_ count: Int, from reader: any LogReader, into records: inout [Record]) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(30)
    while records.count < count {
        guard clock.now < deadline else { throw Unfulfilled("\(records.count) of \(count) records were read") }
        guard let more = try await reader.next(waiting: .seconds(1)) else { throw Unfulfilled("the reader is closed") }
        records += more
    }
}

extension OutgoingRecord {
    /// A record whose value is a text.
    static func text(_ value: String, key: String? = nil, to topic: TopicName, _ partition: Int32? = nil) -> Self {
        OutgoingRecord(
            topic: topic, partition: partition,
            message: Message(key: key.map { Array($0.utf8) }, value: Array(value.utf8)))
    }
}

extension Record {
    var text: String { String(decoding: message.value ?? [], as: UTF8.self) }
}
