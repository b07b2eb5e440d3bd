public import EventContracts
public import MedicationDomain
import Synchronization

/// The log of `InMemoryEventLog`, callable without waiting: deterministic, for tests and the simulation.
///
/// Topics come into being when first named. Everything happens under one lock, in the order of the calls; what is
/// due to members is worked out by each member's own `next()`.
public final class InMemoryBroker: Sendable {
    struct Partition {
        /// The offset of the first record that is kept.
        var earliest: Int64 = 0
        var records: [Record] = []
        var end: Int64 { earliest + Int64(records.count) }
    }

    struct State {
        var topics: [TopicName: [Partition]] = [:]
        var groups: [String: InMemoryGroup] = [:]
        var keylessCount = 0
        var faults = InMemoryFaults()
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var tickets = 0
        var changes = 0
    }

    let partitionCount: Int
    let partitionCounts: [TopicName: Int]
    private let clock: @Sendable () -> Instant
    private let state = Mutex(State())

    /// `partitionCounts` names the topics that differ from `partitionCount`; the clock stamps what is appended.
    public init(
        partitionCount: Int = TopicCatalog.defaultPartitionCount, partitionCounts: [TopicName: Int] = [:],
        clock: @escaping @Sendable () -> Instant
    ) {
        (self.partitionCount, self.partitionCounts, self.clock) = (partitionCount, partitionCounts, clock)
    }

    // MARK: - The log

    /// Appends all records, or none of them; stamped with the broker's clock unless a time is given.
    @discardableResult
    public func append(_ records: [OutgoingRecord], at time: Instant? = nil) throws(LogError) -> [Record] {
        let now = time ?? clock()
        return try change { (state) throws(LogError) in
            try state.faults.beforeAppend(records)
            let places = try records.map { (record) throws(LogError) in try self.place(record, &state) }
            let written = zip(records, places).map { record, place in
                Self.write(record, at: place, now, &state)
            }
            try state.faults.afterAppend()
            return written
        }
    }

    /// The records from that offset on, at most so many.
    public func records(
        in partition: TopicPartition, from offset: Int64 = 0, max count: Int = .max
    ) -> [Record] {
        read { state in
            guard let kept = state.partition(partition), offset < kept.end else { return [] }
            let first = Int(Swift.max(0, offset - kept.earliest))
            return Array(kept.records[first...].prefix(count))
        }
    }

    /// Everything a topic holds, partition by partition.
    public func allRecords(_ topic: TopicName) -> [Record] {
        read { state in (state.topics[topic] ?? []).flatMap(\.records) }
    }

    /// The offset the next record of the partition will get.
    public func end(of partition: TopicPartition) -> Int64 { read { $0.partition(partition)?.end ?? 0 } }

    /// Drops the records before that offset, as retention does.
    public func trim(_ partition: TopicPartition, before offset: Int64) {
        change { state in
            guard var kept = state.partition(partition) else { return }
            let count = Int(min(max(0, offset - kept.earliest), Int64(kept.records.count)))
            kept.records.removeFirst(count)
            kept.earliest += Int64(count)
            state.topics[partition.topic]?[Int(partition.partition)] = kept
        }
    }

    /// Creates the topic if it is not there, and says how many partitions it has.
    @discardableResult
    public func touch(_ topic: TopicName) -> Int {
        mutate { state in self.create(topic, &state) }
    }

    /// Creates the topic with a partition count of its own; one that is there stays as it is.
    public func createTopic(_ topic: TopicName, partitions: Int) {
        mutate { state in
            if state.topics[topic] == nil { state.topics[topic] = Array(repeating: Partition(), count: partitions) }
        }
    }

    // MARK: - Faults

    /// The next so many appends throw; with `recording` the records stand in the log all the same, as after a lost
    /// acknowledgement.
    public func failNextAppends(_ count: Int, _ remedy: LogError.Remedy, recording: Bool = false) {
        mutate { $0.faults.fail(count, remedy, recording: recording) }
    }

    /// Called with every batch before it is written; what it throws is what `append` throws.
    public func setAppendHook(_ hook: (@Sendable ([OutgoingRecord]) throws(LogError) -> Void)?) {
        mutate { $0.faults.hook = hook }
    }

    /// Keeps records of these topics from reaching group members, as a slow broker does, until told otherwise.
    public func holdBack(_ topics: Set<TopicName>) { change { $0.faults.held = topics } }

    // MARK: - State and waiting

    func read<Value>(_ body: (borrowing State) -> Value) -> Value { state.withLock { body($0) } }

    /// Changes what no member waits for.
    func mutate<Value: Sendable>(_ body: (inout State) -> Value) -> Value { state.withLock { body(&$0) } }

    /// Changes the state and lets everyone who waits look again.
    @discardableResult
    func change<Value: Sendable>(_ body: (inout State) throws(LogError) -> Value) throws(LogError) -> Value {
        let (result, waiting) = state.withLock { state in
            let result: Result<Value, LogError>
            do throws(LogError) { result = .success(try body(&state)) } catch { result = .failure(error) }
            state.changes += 1
            defer { state.waiting = [:] }
            return (result, state.waiting)
        }
        for continuation in waiting.sorted(by: { $0.key < $1.key }) { continuation.value.resume() }
        return try result.get()
    }

    func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state in
            body(&state)
            state.changes += 1
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.sorted(by: { $0.key < $1.key }) { continuation.value.resume() }
    }

    /// The answer of `attempt` as soon as it has one; it is asked again after every change.
    func waitFor<Value: Sendable>(
        _ attempt: @Sendable (inout State) throws -> Value?
    ) async throws -> Value {
        while true {
            try Task.checkCancellation()
            let (value, seen) = try state.withLock { state in (try attempt(&state), state.changes) }
            if let value { return value }
            await changeAfter(seen)
        }
    }

    /// Returns once something changed since that count, or the task is cancelled.
    func changeAfter(_ seen: Int) async {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled || state.changes != seen { return true }
                    state.waiting[ticket] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
        }
    }

    // MARK: - Inside the lock

    func create(_ topic: TopicName, _ state: inout State) -> Int {
        if let present = state.topics[topic] { return present.count }
        let count = partitionCounts[topic] ?? partitionCount
        state.topics[topic] = Array(repeating: Partition(), count: count)
        return count
    }

    private func place(_ record: OutgoingRecord, _ state: inout State) throws(LogError) -> TopicPartition {
        let limit = TopicCatalog.maximumRecordBytes + 256 * 1024
        guard record.byteCount <= limit else {
            let message = "\(record.byteCount) bytes for \(record.topic), \(limit) are allowed"
            throw LogError(.reject, code: "MSG_SIZE_TOO_LARGE", message: message)
        }
        let count = create(record.topic, &state)
        if let partition = record.partition {
            guard partition >= 0, partition < count else {
                throw LogError(.reject, code: "_UNKNOWN_PARTITION", message: "\(record.topic) has \(count) partitions")
            }
            return TopicPartition(record.topic, partition)
        }
        if let key = record.message.key {
            return TopicPartition(record.topic, Partitioner.partition(forKey: key, count: count))
        }
        state.keylessCount += 1
        return TopicPartition(record.topic, Int32(state.keylessCount % count))
    }

    private static func write(
        _ record: OutgoingRecord, at place: TopicPartition, _ now: Instant, _ state: inout State
    ) -> Record {
        let offset = state.partition(place)?.end ?? 0
        let written = Record(partition: place, offset: offset, timestamp: now, message: record.message)
        state.topics[place.topic]?[Int(place.partition)].records.append(written)
        return written
    }
}

extension InMemoryBroker.State {
    func partition(_ partition: TopicPartition) -> InMemoryBroker.Partition? {
        guard let all = topics[partition.topic], all.indices.contains(Int(partition.partition)) else { return nil }
        return all[Int(partition.partition)]
    }
}
