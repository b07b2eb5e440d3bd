import EventContracts
import EventLog
import Synchronization

/// Publishes records as fast as they are acknowledged, never more than a bounded broker can keep unread.
struct Feeder: Sendable {
    /// The embedded broker drops above 5 MiB a partition; a fifth is left for what the protocol adds.
    static let embeddedPartitionBytes = 4 * 1024 * 1024
    private static let laneCount: Int32 = 3
    private static let batchRecords = 500

    let producer: any LogProducer
    let partitionByteLimit: Int?

    /// Whether all of them may stand unread at once.
    func fits(_ records: [OutgoingRecord]) -> Bool {
        partitionByteLimit.map { Self.fullestPartitionBytes(records) <= $0 } ?? true
    }

    static func fullestPartitionBytes(_ records: [OutgoingRecord]) -> Int {
        var bytes: [Int32: Int] = [:]
        for record in records { bytes[record.partition ?? 0, default: 0] += record.byteCount }
        return bytes.values.max() ?? 0
    }

    /// Returns when all records are acknowledged. `processed` tells how many of them the consumer has behind it.
    ///
    /// Records of one partition keep their order: a lane has its partitions for itself.
    func send(_ records: [OutgoingRecord], processed: @escaping @Sendable () async throws -> Int) async throws {
        let account = SharedAccount(limit: partitionByteLimit)
        let lanes = Dictionary(grouping: records) { ($0.partition ?? 0) % Self.laneCount }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (_, lane) in lanes { group.addTask { try await send(lane: lane, account, processed) } }
            try await group.waitForAll()
        }
    }

    private func send(
        lane: [OutgoingRecord], _ account: SharedAccount, _ processed: @Sendable () async throws -> Int
    ) async throws {
        for start in stride(from: 0, to: lane.count, by: Self.batchRecords) {
            let batch = Array(lane[start..<min(start + Self.batchRecords, lane.count)])
            while !account.book(batch) {
                account.note(processed: try await processed())
                if account.book(batch) { break }
                try await Task.sleep(for: .milliseconds(2))
            }
            try await producer.append(batch)
        }
    }
}

/// The account of one feed, shared by its lanes.
private final class SharedAccount: Sendable {
    private struct State {
        var account: SendAccount
        var processed = 0
    }

    private let state: Mutex<State>

    init(limit: Int?) { state = Mutex(State(account: SendAccount(limit: limit))) }

    func note(processed: Int) { state.withLock { $0.processed = max($0.processed, processed) } }

    func book(_ batch: [OutgoingRecord]) -> Bool {
        var bytes: [Int32: Int] = [:]
        for record in batch { bytes[record.partition ?? 0, default: 0] += record.byteCount }
        let largest = batch.map(\.byteCount).max() ?? 0
        return state.withLock { [bytes] in
            $0.account.book(bytes, records: batch.count, largest: largest, processed: $0.processed)
        }
    }
}
