import EventContracts
import Synchronization

/// Reads partitions of the in-memory log without a group.
final class InMemoryReader: LogReader {
    private struct Reading {
        var positions: [TopicPartition: Int64]
        var turn = 0
        var isClosed = false
    }

    private let broker: InMemoryBroker
    private let reading: Mutex<Reading>

    init(from start: [TopicPartition: StartOffset], _ broker: InMemoryBroker) {
        self.broker = broker
        for topic in Set(start.keys.map(\.topic)) { broker.touch(topic) }
        let ranges = broker.range(of: start.keys)
        var positions: [TopicPartition: Int64] = [:]
        for (partition, place) in start { positions[partition] = ranges[partition]?.position(place, committed: nil) }
        reading = Mutex(Reading(positions: positions))
    }

    func next(waiting limit: Duration) async throws -> [Record]? {
        // What is there is had without waiting, and so without a second task.
        if let ready = try broker.read({ state in Result { try due(in: state) } }).get() { return ready }
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask { .read(try await self.broker.waitFor { state in try self.due(in: state) }) }
            group.addTask {
                try await Task.sleep(for: limit)
                return .timePassed
            }
            guard let first = try await group.next() else { return nil }
            if case .read(let records) = first {
                group.cancelAll()
                return records
            }
            group.cancelAll()
            // The read may have moved on in the meantime: what it has must not get lost.
            if case .success(.read(let records))? = await group.nextResult() { return records }
            try Task.checkCancellation()
            return []
        }
    }

    private enum Outcome: Sendable {
        case read([Record]?)
        case timePassed
    }

    func close() async {
        reading.withLock { $0.isClosed = true }
        broker.change { _ in }
    }

    /// Nil while there is nothing, nil inside once closed.
    private func due(in state: borrowing InMemoryBroker.State) throws -> [Record]?? {
        let topics = state.topics
        return try reading.withLock { reading in
            if reading.isClosed { return .some(nil) }
            let partitions = reading.positions.keys.sorted()
            for step in partitions.indices {
                let index = (reading.turn + step) % partitions.count
                let partition = partitions[index]
                guard let all = topics[partition.topic], all.indices.contains(Int(partition.partition)),
                    let position = reading.positions[partition]
                else { continue }
                let kept = all[Int(partition.partition)]
                guard position >= kept.earliest, position <= kept.end else {
                    let place = "\(partition.topic) partition \(partition.partition)"
                    throw LogError(.stop, code: "OFFSET_OUT_OF_RANGE", message: "\(place) has no offset \(position)")
                }
                guard position < kept.end else { continue }
                let records = kept.records[Int(position - kept.earliest)...].prefix(InMemoryMember.batchLimit)
                reading.positions[partition] = position + Int64(records.count)
                reading.turn = index + 1
                return .some(Array(records))
            }
            return .none
        }
    }
}
