import EventContracts
import EventLog
import Foundation
import GRDB
import Logging
import MedicationDomain

/// Opens a partition's store and finds its place in the log.
struct PartitionOpening {
    let environment: WorkerEnvironment

    /// Opens every partition of an assignment, says who speaks for them now, and lets their records flow.
    func take(_ assignment: Assignment) async throws -> [(partition: Int32, opened: OpenedPartition)] {
        let reports = try await lastReports(on: assignment.partitions)
        let begin = ContinuousClock.now
        var ahead = await openAhead(assignment.partitions)
        environment.metrics.opened(in: ContinuousClock.now - begin)
        var taken: [(partition: Int32, opened: OpenedPartition)] = []
        var starts: [TopicPartition: StartOffset] = [:]
        for partition in assignment.partitions {
            let opened = try await open(
                partition, lastReport: reports[partition], ahead: ahead.removeValue(forKey: partition))
            starts.merge(self.starts(of: opened, partition: partition)) { first, _ in first }
            taken.append((partition, opened))
        }
        // Said before anything else is: whoever takes a partition next numbers its words above ours.
        for (partition, opened) in taken { environment.health.set(partition, opened.report(in: environment)) }
        let claims = StatusReporter(environment).records(at: environment.configuration.clock.now())
        if !claims.isEmpty { try await environment.producer.append(claims) }
        environment.logger.info("partitions assigned", metadata: ["count": "\(assignment.partitions.count)"])
        assignment.begin(at: starts)
        return taken
    }

    /// Reading a store through takes as long as it is large, so several are read at once: as many as there are cores, but
    /// one, on which the rest of the process goes on.
    private func openAhead(_ partitions: [Int32]) async -> [Int32: Result<PartitionStore, any Error>] {
        await withTaskGroup(of: (Int32, Result<PartitionStore, any Error>).self) { group in
            var stores: [Int32: Result<PartitionStore, any Error>] = [:]
            var waiting = partitions[...]
            func next() {
                guard let partition = waiting.popFirst() else { return }
                group.addTask { [environment] in
                    let store = Result { try environment.folder.open(partition, for: environment.definition) }
                    // Reading the file through has filled SQLite's cache with pages that nobody asks for next.
                    if case .success(let store) = store { store.queue.releaseMemory() }
                    return (partition, store)
                }
            }
            for _ in 0..<max(2, ProcessInfo.processInfo.activeProcessorCount - 1) { next() }
            while let (partition, store) = await group.next() {
                stores[partition] = store
                next()
            }
            return stores
        }
    }

    /// An unreadable file is set aside and a new one begun; a store of another cluster is refused, unless the operator
    /// chose what to do with it.
    ///
    /// - Parameter ahead: the store, where it was opened already, or why it could not be.
    func open(
        _ partition: Int32, lastReport: ServiceStatus?, ahead: Result<PartitionStore, any Error>? = nil
    ) async throws -> OpenedPartition {
        do {
            return try await openAsItIs(partition, lastReport: lastReport, ahead: ahead)
        } catch  where Failure(error) == .corrupted {
            environment.report("store-corrupted", partition: partition)
            let stamp = environment.configuration.clock.now().millisecondsSince1970
            try environment.folder.setAside(partition, suffix: "corrupt-\(stamp)")
            return try await openAsItIs(partition, lastReport: lastReport)
        }
    }

    private func openAsItIs(
        _ partition: Int32, lastReport: ServiceStatus?, ahead: Result<PartitionStore, any Error>? = nil
    ) async throws -> OpenedPartition {
        var engine = try openEngine(partition, ahead)
        if engine.phase == .live, let reason = try await reasonToDistrust(engine, lastReport: lastReport) {
            // What this store holds back or would number next may contradict what stands. It is built again and
            // compared, like a lost one.
            environment.logger.notice(
                "store is built again", metadata: ["partition": "\(partition)", "reason": "\(reason)"])
            try engine.store.close()
            try environment.folder.remove(partition)
            engine = try makeEngine(partition)
        }
        try takeOver(engine, after: lastReport)
        let openedAt = environment.configuration.clock.now()
        let topics = environment.definition.inputs + environment.definition.questionTopics
        let ranges = try await environment.log.offsets(of: topics.map { TopicPartition($0, partition) })
        let ends = Dictionary(uniqueKeysWithValues: ranges.map { ($0.key.topic, $0.value.end) })
        // Questions are kept for an hour: what is gone by now has expired, and is no loss.
        for topic in environment.definition.questionTopics {
            guard let position = engine.positions[topic], let range = ranges[TopicPartition(topic, partition)],
                position < range.earliest || position > range.end
            else { continue }
            engine.skip(to: range.earliest, of: topic)
        }
        return OpenedPartition(engine: engine, ends: ends, openedAt: openedAt)
    }

    /// Whether somebody else (or this store's own later self, before a power cut or an old copy put back) has spoken
    /// for these patients since; nil when the store knows everything that stands on its output topics.
    private func reasonToDistrust(_ engine: PartitionEngine, lastReport: ServiceStatus?) async throws -> String? {
        if let lastReport, lastReport.instance != environment.configuration.instance { return "another instance" }
        let places = environment.definition.outputs.map { TopicPartition($0.name, engine.context.partition) }
        let ends = try await environment.log.ends(of: places)
        let known = engine.outputEnds
        guard places.allSatisfy({ ends[$0] ?? 0 >= known[$0.topic] ?? 0 }) else { return "shorter outputs" }
        let tails = places.filter { ends[$0] ?? 0 > known[$0.topic] ?? 0 }
        guard !tails.isEmpty else { return nil }
        // After a crash between publishing and noting it, what stands there waits in the outbox still.
        let own = Set(try engine.outboxIDs())
        var foreign = false
        let starts = Dictionary(uniqueKeysWithValues: tails.map { ($0, known[$0.topic] ?? 0) })
        try await environment.log.readAll(tails, from: starts) { record in
            if !own.contains(record.message.header("ce_id") ?? "") { foreign = true }
        }
        guard !foreign else { return "unknown outputs" }
        // They will be sent again: what is acknowledged from here on is counted from where the topics stand now.
        engine.noteOwnOutputs(upTo: ends.filter { tails.contains($0.key) })
        return nil
    }

    /// A store that is new, or whose patients were somebody else's since, begins a new ownership.
    private func takeOver(_ engine: PartitionEngine, after lastReport: ServiceStatus?) throws {
        let isNew = engine.phase == .rebuilding
        let last = lastReport?.epoch ?? 0
        let isOwnReport = lastReport?.instance == environment.configuration.instance
        guard isNew || !isOwnReport || last != engine.ownership.epoch else { return }
        guard lastReport != nil else { return }
        try engine.takeOver(epoch: max(last, engine.ownership.epoch) + 1)
    }

    /// What was last reported on each of these partitions.
    func lastReports(on partitions: [Int32]) async throws -> [Int32: ServiceStatus] {
        let topic = TopicName.status(of: environment.definition.name)
        let records = try await environment.log.lastRecords(of: partitions.map { TopicPartition(topic, $0) })
        var reports: [Int32: ServiceStatus] = [:]
        for (place, record) in records {
            guard let event = try? CloudEvent(record.message), let data = event.data,
                let status = try? ServiceStatus.decode(data, type: event.type)
            else { continue }
            reports[place.partition] = status
        }
        return reports
    }

    private func openEngine(
        _ partition: Int32, _ ahead: Result<PartitionStore, any Error>?
    ) throws -> PartitionEngine {
        do {
            return try makeEngine(partition, ahead)
        } catch StoreError.otherCluster where environment.configuration.onNewCluster != .refuse {
            // Also when a store was to be kept that was not finished: there is nothing to keep.
            try environment.folder.remove(partition)
            return try makeEngine(partition)
        }
    }

    private func makeEngine(
        _ partition: Int32, _ ahead: Result<PartitionStore, any Error>? = nil
    ) throws -> PartitionEngine {
        let store = try ahead?.get() ?? environment.folder.open(partition, for: environment.definition)
        let engine = try PartitionEngine(
            environment.definition, partition: partition, store: store, identity: environment.identity,
            cuts: environment.configuration.cuts)
        guard engine.phase == .rebuilding, !engine.positions.isEmpty else { return engine }
        // A rebuild that was cut short has withheld what it did not compare: it begins again.
        try store.close()
        try environment.folder.remove(partition)
        return try makeEngine(partition)
    }

    /// Where reading begins: at the store's own offsets, at the beginning where it has none.
    func starts(of opened: OpenedPartition, partition: Int32) -> [TopicPartition: StartOffset] {
        let topics = environment.definition.inputs + environment.definition.questionTopics
        return Dictionary(
            uniqueKeysWithValues: topics.map { topic in
                let position = opened.engine.positions[topic]
                return (TopicPartition(topic, partition), position.map { .offset($0) } ?? .earliest)
            })
    }
}
