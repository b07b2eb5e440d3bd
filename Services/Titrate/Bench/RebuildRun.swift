import EventContracts
import EventLog
import Foundation
import KafkaEventLog

/// How fast a service that has lost its store reads its log again.
struct RebuildRun: Sendable {
    private static let limit: Duration = .seconds(300)

    let laboratory: Laboratory
    let service: ServiceName

    /// Records a second between the first and the last that were applied: joining the group is not part of it.
    func measure() async throws -> (rate: Double, check: IntegrityCheck) {
        let input = try await kept(.prescribingEvents)
        try laboratory.loseStores(of: service)
        let program = try await laboratory.launchService(service)
        defer { laboratory.stop(program) }
        let end = ContinuousClock.now + Self.limit
        var first: (count: Int, at: ContinuousClock.Instant)?
        var last: (count: Int, at: ContinuousClock.Instant)?
        while ContinuousClock.now < end {
            let read = try await program.applied()
            let now = ContinuousClock.now
            if read > 0, first == nil { first = (read, now) }
            if read > last?.count ?? 0 { last = (read, now) }
            if read >= input { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        guard let first, let last, last.at > first.at else {
            throw BenchError.stalled("the rebuild", done: last?.count ?? 0, of: input)
        }
        let rate = Double(last.count - first.count) / (last.at - first.at).inSeconds
        // What services say of one another comes on top.
        let orders = min(last.count, input)
        return (rate, IntegrityCheck("rebuild: records of the log, read again", expected: input, found: orders))
    }

    /// How many records the log still has.
    private func kept(_ topic: TopicName) async throws -> Int {
        guard let count = try await laboratory.log.partitionCount(of: topic) else { throw BenchError.noTopic(topic) }
        let ranges = try await laboratory.log.offsets(of: (0..<Int32(count)).map { TopicPartition(topic, $0) })
        return ranges.values.reduce(0) { $0 + Int($1.end - $1.earliest) }
    }
}
