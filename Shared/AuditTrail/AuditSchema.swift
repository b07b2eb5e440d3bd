import Foundation
import GRDB

/// The tables of an audit store; the list of migrations is only appended to.
enum AuditSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("first tables") { database in
            try database.execute(
                sql: """
                    CREATE TABLE chain(
                        id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL) STRICT;
                    CREATE TABLE entry(
                        sequence INTEGER PRIMARY KEY, document BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
                    CREATE TABLE publication(
                        id INTEGER PRIMARY KEY CHECK (id = 1), through INTEGER NOT NULL) STRICT;
                    """)
        }
        return migrator
    }
}

/// The rows of an audit store.
enum AuditTable {
    /// The last sequence and its hash; those of the beginning for an empty chain.
    static func end(of chain: String, in database: Database) throws -> (sequence: Int64, hash: [UInt8]) {
        let statement = try database.cachedStatement(
            sql: "SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1")
        guard let row = try Row.fetchOne(statement) else { return (0, AuditChain.genesis(of: chain)) }
        return (number(row[0]), bytes(row[1]))
    }

    static func insert(_ sequence: Int64, _ document: [UInt8], _ hash: [UInt8], in database: Database) throws {
        let statement = try database.cachedStatement(sql: "INSERT INTO entry(sequence, document, hash) VALUES(?, ?, ?)")
        try statement.execute(arguments: [sequence, Data(document), Data(hash)])
    }

    static func records(
        of chain: String, after sequence: Int64, _ limit: Int, in database: Database
    ) throws -> [AuditRecord] {
        let statement = try database.cachedStatement(
            sql: "SELECT sequence, document, hash FROM entry WHERE sequence > ? ORDER BY sequence LIMIT ?")
        return try Row.fetchAll(statement, arguments: [sequence, limit]).map { row in
            AuditRecord(
                place: AuditPlace(chain: chain, sequence: number(row[0])), document: bytes(row[1]),
                hash: bytes(row[2]))
        }
    }

    static func publishedThrough(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT through FROM publication") ?? 0
    }

    static func unpublishedCount(in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM entry WHERE sequence > (SELECT through FROM publication)") ?? 0
    }

    static func notePublished(through sequence: Int64, in database: Database) throws {
        try database.execute(
            sql: "UPDATE publication SET through = ? WHERE through < ?", arguments: [sequence, sequence])
    }

    /// A store that somebody has been at may hold anything; what is no number or no bytes is found by the verifier.
    private static func number(_ value: DatabaseValue) -> Int64 { Int64.fromDatabaseValue(value) ?? 0 }
    private static func bytes(_ value: DatabaseValue) -> [UInt8] { Array(Data.fromDatabaseValue(value) ?? Data()) }
}
