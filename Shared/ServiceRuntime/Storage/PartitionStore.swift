import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// One partition's SQLite file: the service's tables for its patients, and all the runtime must remember of them.
public struct PartitionStore: Sendable {
    let queue: DatabaseQueue
    private let isKept: Bool

    /// Opens or creates the file and brings its tables up to date.
    ///
    /// Throws `StoreError.newerVersion` for a file that a later version of the service has written, and SQLite's own
    /// error for a damaged one.
    public init(path: String, definition: ServiceDefinition) throws {
        let queue = try DatabaseQueue(path: path, configuration: PartitionStore.configuration)
        try PartitionStore.examine(queue)
        try self.init(queue: queue, definition)
    }

    /// Reads the whole file once: damage shall be found here, where it leads to a rebuild, and not by the first record
    /// that happens upon it.
    private static func examine(_ queue: DatabaseQueue) throws {
        let finding = try queue.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard finding == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "quick_check") }
    }

    /// A store that lives as long as the value: for tests and offline tools.
    public init(inMemoryFor definition: ServiceDefinition) throws {
        try self.init(queue: DatabaseQueue(configuration: PartitionStore.configuration), definition)
    }

    /// A store that outlives its closing, as a file does: for the simulation.
    init(keeping queue: DatabaseQueue, definition: ServiceDefinition) throws {
        try self.init(queue: queue, definition, isKept: true)
    }

    private init(queue: DatabaseQueue, _ definition: ServiceDefinition, isKept: Bool = false) throws {
        let migrator = RuntimeSchema.migrator(documents: definition.documents, service: definition.migrations)
        if try queue.unsafeRead({ try migrator.hasBeenSuperseded($0) }) { throw StoreError.newerVersion }
        try migrator.migrate(queue)
        (self.queue, self.isKept) = (queue, isKept)
    }

    static var configuration: Configuration {
        SQLiteLibrary.prepare()
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.label = "partition"
        configuration.prepareDatabase { database in
            // A power cut may lose the last commits, never corrupt: their records are then read again from the log.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            // A batch touches more pages than the cache holds, some of them often: written early, they are written twice.
            // They stay until the commit, as do the documents they are written from.
            try database.execute(sql: "PRAGMA cache_spill = OFF")
            // A page that many batches touch goes from the write-ahead log into the file once for all of them. The log
            // grows to 16 MiB between two such moments.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
            // Damage inside a page is an error of SQLite's then, and not whatever its bytes happen to mean.
            try database.execute(sql: "PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    /// Reads, between two transactions. The queue is the store's only connection and lets nobody write meanwhile;
    /// GRDB's own `read` would switch `PRAGMA query_only` on and off, and each switch makes SQLite compile every cached
    /// statement anew.
    func look<Result>(_ body: (Database) throws -> Result) throws -> Result { try queue.unsafeRead(body) }

    func close() throws {
        if !isKept { try queue.close() }
    }

    /// The files of one store: the database, its write-ahead log and its index.
    static func files(of path: String) -> [String] { [path, path + "-wal", path + "-shm"] }
}

/// Why a store cannot be used.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    case newerVersion
    case otherCluster(stored: String, found: String)
    case otherPartitionCount(stored: Int, found: Int)
    case otherService(stored: String)
    case folderLocked(path: String)

    public var description: String {
        switch self {
        case .newerVersion:
            "newer-store: a later version of this service has written the store; start that version, or remove the "
                + "store to rebuild it from the log"
        case .otherCluster(let stored, let found):
            "other-cluster: the store belongs to Kafka cluster \(stored), this is \(found); say --new-cluster rebuild "
                + "(start again from this cluster's log) or --new-cluster keep (keep the state, read from the start)"
        case .otherPartitionCount(let stored, let found):
            "other-partition-count: the store was made for \(stored) partitions, the topics have \(found); patients "
                + "would move between partitions"
        case .otherService(let stored): "other-service: the store belongs to \(stored)"
        case .folderLocked(let path): "folder-locked: another process uses \(path)"
        }
    }
}

/// The runtime's facts about the store itself.
enum MetaKey: String {
    case service, partition, partitionCount, clusterId, phase, knowledgeHash, knowledgeVersion, rejudgeCursor
    case rejudgeTarget
    case epoch, revisionBase
}

extension Database {
    func meta(_ key: MetaKey) throws -> String? {
        try String.fetchOne(cachedStatement(sql: "SELECT value FROM meta WHERE key = ?"), arguments: [key.rawValue])
    }

    func setMeta(_ key: MetaKey, _ value: String?) throws {
        guard let value else {
            try execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [key.rawValue])
            return
        }
        try execute(
            sql: "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            arguments: [key.rawValue, value])
    }
}
