import EventContracts
import EventLog
import GRDB
import Logging
import MedicationDomain

/// Keeps the read model up to date: reads all partitions of its inputs, without a group, from where the store ends.
struct ReadModelFollower: Sendable {
    static let waitForRecords = Duration.milliseconds(250)
    static let lookForNewTopicsEvery = Span.seconds(5)
    static let longestBackOff = Duration.seconds(10)

    let log: any EventLog
    let model: ReadModel
    let hub: EventHub
    let progress: ReadingProgress
    let now: @Sendable () -> Instant
    let logger: Logger

    /// Reads until the task is cancelled; a failure is retried with back-off and seen in the progress meanwhile.
    func run() async {
        var backOff = Duration.milliseconds(250)
        while !Task.isCancelled {
            do {
                try await follow()
                backOff = .milliseconds(250)
            } catch is CancellationError {
                return
            } catch {
                let code = ReadModelFollower.code(of: error)
                progress.stopped(because: code)
                logger.warning("reading stopped, trying again", metadata: ["trouble": "\(code)"])
                do { try await Task.sleep(for: backOff) } catch { return }
                backOff = min(backOff * 2, ReadModelFollower.longestBackOff)
            }
        }
    }

    /// Reads until there are new topics to read as well.
    func follow() async throws {
        let session = try await begin()
        let reader = session.reader
        do {
            var lookedAt = now()
            while !Task.isCancelled {
                guard let records = try await reader.next(waiting: ReadModelFollower.waitForRecords) else { break }
                try await take(records)
                guard !session.absent.isEmpty, now().since(lookedAt) > ReadModelFollower.lookForNewTopicsEvery else {
                    continue
                }
                lookedAt = now()
                if try await anyExists(of: session.absent) { break }
            }
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
    }

    /// Reads up to what stands in the topics now, and no further.
    func catchUp() async throws {
        let session = try await begin()
        while !progress.current.hasReadToEnd {
            guard let records = try await session.reader.next(waiting: ReadModelFollower.waitForRecords) else { break }
            try await take(records)
        }
        await session.reader.close()
    }

    /// Reads on until that many batches have been taken in.
    func follow(for batches: Int) async throws {
        let session = try await begin()
        var taken = 0
        while taken < batches, let records = try await session.reader.next(waiting: ReadModelFollower.waitForRecords) {
            try await take(records)
            if !records.isEmpty { taken += 1 }
        }
        await session.reader.close()
    }

    private func begin() async throws -> (reader: any LogReader, absent: [TopicName]) {
        if try model.store.adopt(cluster: try await log.clusterID()) {
            logger.notice("another cluster: the read model is read anew")
            progress.startedAgain()
            await hub.publish(.reset)
        }
        var (partitions, absent): ([TopicPartition], [TopicName]) = ([], [])
        for topic in Projection.inputs {
            guard let count = try await log.partitionCount(of: topic) else {
                absent.append(topic)
                continue
            }
            partitions += (0..<Int32(count)).map { TopicPartition(topic, $0) }
        }
        let ranges = try await log.offsets(of: partitions)
        let stored = try await model.offsets()
        var start: [TopicPartition: Int64] = [:]
        for partition in partitions {
            guard let range = ranges[partition] else { continue }
            let next = stored[partition] ?? range.earliest
            guard next <= range.end else {
                // A topic made anew under the old name: what was read of the old one means nothing any more.
                try model.store.startAgain()
                progress.startedAgain()
                throw LogError(.retry, code: "log-shorter-than-read", message: "the read model is read anew")
            }
            start[partition] = max(next, range.earliest)
        }
        progress.began(
            from: start, towards: ranges.mapValues(\.end),
            partitionCount: try await log.partitionCount(of: .prescribingEvents))
        return (try log.makeReader(from: start.mapValues { .offset($0) }), absent)
    }

    private func take(_ records: [LogRecord]) async throws {
        guard let partition = records.first?.partition else { return }
        let wasCaughtUp = progress.current.isCaughtUp
        let batch = try await model.apply(records, readAt: now())
        for code in batch.unreadable {
            logger.warning(
                "skipped an unreadable record", metadata: ["topic": "\(partition.topic)", "code": "\(code)"])
        }
        if progress.advanced(partition, to: batch.nextOffset, unreadable: batch.unreadable.count) {
            await hub.publish(.reset)
        } else if wasCaughtUp {
            await hub.publish(batch.changes)
        }
    }

    private func anyExists(of topics: [TopicName]) async throws -> Bool {
        for topic in topics where try await log.partitionCount(of: topic) != nil { return true }
        return false
    }

    private static func code(of error: any Error) -> String {
        switch error {
        case let error as LogError: error.code
        case let error as DatabaseError: "store-\(error.resultCode)"
        default: "unexpected"
        }
    }
}
