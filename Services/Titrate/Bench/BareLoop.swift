import EventContracts
import EventLog
import KafkaEventLog
import Synchronization

/// Reads records and writes them again, nothing else: what is left of a service when its work is taken away.
///
/// Batches as they come from librdkafka, copies acknowledged by all in-sync replicas, then the offsets committed; the
/// partitions go on beside each other, as they do in a service.
struct BareLoop {
    private static let batchesUnderWay = 32
    private static let commitPause: Duration = .milliseconds(5)

    let log: KafkaEventLog
    let input: TopicName
    let output: TopicName
    let group: String
    let progressPath: String

    /// Ends by an error alone: `BenchError.offsetGap` when a record is missing, or the log's own.
    func run() async throws {
        guard let count = try await log.partitionCount(of: input) else { throw BenchError.noTopic(input) }
        let partitions = (0..<Int32(count)).map { TopicPartition(input, $0) }
        var next = try await log.offsets(of: partitions).mapValues(\.end)
        let member = try log.join(
            Membership(group: group, instance: "bench", lead: input, sessionTimeout: .seconds(6)))
        let producer = try log.makeProducer()
        let tally = LoopTally()
        let committing = Task { try await commit(tally, through: member) }
        defer { committing.cancel() }
        var tails: [TopicPartition: Task<Void, any Error>] = [:]
        var underWay: [Task<Void, any Error>] = []
        while let event = try await member.next() {
            switch event {
            case .assigned(let assignment):
                let places = assignment.partitions.map { TopicPartition(input, $0) }
                assignment.begin(at: Dictionary(uniqueKeysWithValues: places.map { ($0, .offset(next[$0] ?? 0)) }))
                if assignment.partitions.count == count { tally.open(try LoopProgressFile(progressPath)) }
            case .revoked(let revocation): revocation.complete()
            case .reachedEnd: break
            case .records(let partition, let records):
                next[partition] = try Self.position(after: records, from: next[partition] ?? 0)
                tally.read(records.count)
                let copies = records.map {
                    OutgoingRecord(topic: output, partition: partition.partition, message: $0.message)
                }
                let task = Task { [previous = tails[partition], position = next[partition] ?? 0] in
                    try await previous?.value
                    try await producer.append(copies)
                    tally.acknowledged(copies.count, partition, position)
                }
                tails[partition] = task
                underWay.append(task)
                if underWay.count > Self.batchesUnderWay { try await underWay.removeFirst().value }
            }
        }
    }

    /// The offset after records that follow each other without a gap.
    static func position(after records: [Record], from expected: Int64) throws -> Int64 {
        var next = expected
        for record in records {
            guard record.offset == next else { throw BenchError.offsetGap(record.partition, next, record.offset) }
            next += 1
        }
        return next
    }

    private func commit(_ tally: LoopTally, through member: any GroupMember) async throws {
        while true {
            let (positions, count) = tally.takeAcknowledged()
            if count > 0 {
                try await member.commit(positions)
                tally.committed(count)
            }
            try await Task.sleep(for: Self.commitPause)
        }
    }
}

/// What the loop has read, had acknowledged and committed.
private final class LoopTally: Sendable {
    private struct State {
        var progress = LoopProgress()
        var positions: [TopicPartition: Int64] = [:]
        var acknowledged = 0
        var file: LoopProgressFile?
    }

    private let state = Mutex(State())

    func open(_ file: LoopProgressFile) {
        state.withLock { state in
            file.write(state.progress)
            state.file = file
        }
    }

    func read(_ count: Int) {
        state.withLock { state in
            state.progress.read += count
            state.file?.write(state.progress)
        }
    }

    func acknowledged(_ count: Int, _ partition: TopicPartition, _ position: Int64) {
        state.withLock { state in
            state.acknowledged += count
            state.positions[partition] = position
        }
    }

    func takeAcknowledged() -> ([TopicPartition: Int64], Int) {
        state.withLock { state in
            defer { (state.positions, state.acknowledged) = ([:], 0) }
            return (state.positions, state.acknowledged)
        }
    }

    func committed(_ count: Int) {
        state.withLock { state in
            state.progress.settled += count
            state.file?.write(state.progress)
        }
    }
}
