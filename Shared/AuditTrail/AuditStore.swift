public import Foundation
import GRDB
import ServiceRuntime

/// The chain of one replica, in a SQLite file of its own; what stands in it is on the disk when `append` returns.
///
/// It is the outbox of the topic as well: what was not acknowledged there is sent again, also after a restart.
public struct AuditStore: Sendable {
    public static let fileName = "audit.sqlite"

    /// This chain's name; a store that is made anew begins another chain.
    public let chain: String
    private let database: any DatabaseWriter

    /// In memory, for tests and for trying out.
    public init() throws { try self.init(try DatabaseQueue()) }

    init(_ database: any DatabaseWriter) throws {
        self.database = database
        try AuditSchema.migrator.migrate(database)
        chain = try database.write { database in
            if let chain = try String.fetchOne(database, sql: "SELECT name FROM chain") { return chain }
            let chain = UUID().uuidString.lowercased()
            try database.execute(sql: "INSERT INTO chain(id, name) VALUES(1, ?)", arguments: [chain])
            try database.execute(sql: "INSERT INTO publication(id, through) VALUES(1, 0)")
            return chain
        }
    }

    /// Opens `audit.sqlite` in that folder. A file that is no readable database is set aside and kept, and a new chain
    /// begins: what was published of the old one can still be verified.
    public static func open(in folder: URL) throws -> AuditStore {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: fileName)
        do {
            return try AuditStore(durable(file))
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            try setAside(file)
            return try AuditStore(durable(file))
        }
    }

    /// Puts entries at the end of the chain, in one transaction; returns the sequence of the last.
    @discardableResult
    public func append(_ entries: [AuditEntry]) async throws -> Int64 {
        try await database.write { [chain] database in
            var (sequence, hash) = try AuditTable.end(of: chain, in: database)
            for entry in entries {
                sequence += 1
                let document = AuditDocument.bytes(entry, place: AuditPlace(chain: chain, sequence: sequence))
                hash = AuditChain.hash(after: hash, document)
                try AuditTable.insert(sequence, document, hash, in: database)
            }
            return sequence
        }
    }

    /// What the topic has not acknowledged yet, in order: at most so many, and no more bytes than that unless the first
    /// alone has them.
    public func unpublished(limit: Int, bytes: Int = .max) async throws -> [AuditRecord] {
        try await database.read { [chain] database in
            var (records, sum): ([AuditRecord], Int) = ([], 0)
            var after = try AuditTable.publishedThrough(in: database)
            while records.count < limit {
                let more = try AuditTable.records(of: chain, after: after, min(limit - records.count, 50), in: database)
                guard let last = more.last else { return records }
                for record in more {
                    sum += record.document.count
                    guard sum <= bytes || records.isEmpty else { return records }
                    records.append(record)
                }
                after = last.place.sequence
            }
            return records
        }
    }

    func unpublishedCount() async throws -> Int {
        try await database.read { try AuditTable.unpublishedCount(in: $0) }
    }

    /// The topic has everything up to that record.
    public func notePublished(through sequence: Int64) async throws {
        try await database.write { try AuditTable.notePublished(through: sequence, in: $0) }
    }

    /// Every power cut after a commit leaves what was committed: the journal is flushed with each.
    private static func durable(_ file: URL) throws -> DatabasePool {
        SQLiteLibrary.prepare()
        var configuration = GRDB.Configuration()
        configuration.label = "gateway.audit"
        configuration.maximumReaderCount = 2
        let pool = try DatabasePool(path: file.path, configuration: configuration)
        // Once it is open: opening a pool chooses less.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return pool
    }

    private static func setAside(_ file: URL) throws {
        let mark = ".unreadable-\(UUID().uuidString.prefix(8).lowercased())"
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: file.path + suffix) {
            try FileManager.default.moveItem(atPath: file.path + suffix, toPath: file.path + mark + suffix)
        }
    }
}
