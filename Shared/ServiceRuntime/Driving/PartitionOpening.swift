import EventContracts
import EventLog
import Foundation
import GRDB
import Logging
import MedicationDomain

/// Opens a partition's store and finds its place in the log.
struct PartitionOpening {
    let environment: WorkerEnvironment

    /// An unreadable file is set aside and a new one begun; a store of another cluster is refused, unless the operator
    /// chose what to do with it.
    func open(_ partition: Int32, lastReporter: String? = nil) async throws -> OpenedPartition {
        var engine = try openEngine(partition)
        if engine.phase == .live, let lastReporter, lastReporter != environment.configuration.instance {
            // Somebody else spoke for these patients since: what this store holds back or would number next may
            // contradict what stands. It is built again and compared, like a lost one.
            environment.logger.notice("back from another instance", metadata: ["partition": "\(partition)"])
            try engine.store.close()
            try environment.folder.remove(partition)
            engine = try makeEngine(partition)
        }
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
        return OpenedPartition(engine: engine, ends: ends)
    }

    /// Which instance last reported on each of these partitions.
    func lastReporters(on partitions: [Int32]) async throws -> [Int32: String] {
        let topic = TopicName.status(of: environment.definition.name)
        let records = try await environment.log.lastRecords(of: partitions.map { TopicPartition(topic, $0) })
        var reporters: [Int32: String] = [:]
        for (place, record) in records {
            guard let event = try? CloudEvent(record.message), let data = event.data,
                let status = try? ServiceStatus.decode(data, type: event.type)
            else { continue }
            reporters[place.partition] = status.instance
        }
        return reporters
    }

    private func openEngine(_ partition: Int32) throws -> PartitionEngine {
        do {
            return try makeEngine(partition)
        } catch let error as DatabaseError where Failure(error) == .corrupted {
            environment.report("store-corrupted", partition: partition)
            let stamp = environment.configuration.clock.now().millisecondsSince1970
            try environment.folder.setAside(partition, suffix: "corrupt-\(stamp)")
            return try makeEngine(partition)
        } catch StoreError.otherCluster where environment.configuration.onNewCluster == .rebuild {
            try environment.folder.remove(partition)
            return try makeEngine(partition)
        }
    }

    private func makeEngine(_ partition: Int32) throws -> PartitionEngine {
        let url = environment.folder.store(of: partition)
        let isNew = !FileManager.default.fileExists(atPath: url.path)
        let store = try PartitionStore(path: url.path, definition: environment.definition)
        if isNew {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
        }
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
