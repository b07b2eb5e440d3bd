import EventContracts
import GRDB
import MedicationDomain

/// Which log a store belongs to: offsets of one cluster mean nothing on another.
public struct StoreIdentity: Sendable {
    public let clusterID: String
    public let partitionCount: Int
    public let onNewCluster: NewClusterChoice

    public init(clusterID: String, partitionCount: Int, onNewCluster: NewClusterChoice = .refuse) {
        self.clusterID = clusterID
        self.partitionCount = partitionCount
        self.onNewCluster = onNewCluster
    }

    /// Compares with what the store says of itself, or writes it down in a new one; returns the phase to begin in.
    func check(
        _ database: Database, definition: ServiceDefinition, partition: Int32
    ) throws -> PartitionEngine.Phase {
        guard let service = try database.meta(.service) else {
            try database.setMeta(.service, definition.group)
            try database.setMeta(.partition, String(partition))
            try database.setMeta(.partitionCount, String(partitionCount))
            try database.setMeta(.clusterId, clusterID)
            try database.setMeta(.knowledgeHash, definition.knowledge.hash)
            try database.setMeta(.knowledgeVersion, definition.knowledge.version)
            try database.setMeta(.phase, PartitionEngine.Phase.rebuilding.rawValue)
            return .rebuilding
        }
        guard service == definition.group else { throw StoreError.otherService(stored: service) }
        if let stored = try database.meta(.clusterId), stored != clusterID {
            let isWhole = try database.meta(.phase) == PartitionEngine.Phase.live.rawValue
            guard onNewCluster == .keep, isWhole else {
                throw StoreError.otherCluster(stored: stored, found: clusterID)
            }
            try keep(in: database)
        }
        if let stored = try database.meta(.partitionCount).flatMap({ Int($0) }), stored != partitionCount {
            throw StoreError.otherPartitionCount(stored: stored, found: partitionCount)
        }
        return PartitionEngine.Phase(rawValue: try database.meta(.phase) ?? "") ?? .rebuilding
    }

    /// The state stays, its places in the other log do not; and since nobody can say what stands on this cluster's
    /// output topics, every patient is judged again and everything that holds is announced anew.
    private func keep(in database: Database) throws {
        try database.setMeta(.clusterId, clusterID)
        try database.setMeta(.knowledgeHash, "")
        try database.execute(sql: "DELETE FROM inputOffset; DELETE FROM outputOffset; DELETE FROM outbox")
        try database.execute(sql: "UPDATE announced SET substance = 0 WHERE isTerminal = 0")
        let epoch = try Ownership(database).epoch
        _ = try Ownership.begin(epoch: epoch + 1, in: database)
    }
}

/// What to do with a store that belongs to another cluster.
public enum NewClusterChoice: String, Sendable, CaseIterable {
    /// Stop the partition and say so.
    case refuse
    /// Remove the store and build it from this cluster's log.
    case rebuild
    /// Keep the state and read this cluster's log from its start.
    case keep
}
