import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain

/// Opens a partition's store and finds its place in the log.
struct PartitionOpening {
    let environment: WorkerEnvironment

    /// An unreadable file is set aside and a new one begun; a store of another cluster is refused, unless the operator
    /// chose what to do with it.
    func open(_ partition: Int32) async throws -> OpenedPartition {
        let engine = try openEngine(partition)
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
