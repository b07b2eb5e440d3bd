import EventLog
import Foundation
import GRDB

/// Announcements that are committed and on their way: one row per batch, split at 4 MiB.
enum Outbox {
    static let rowLimitBytes = 4 * 1024 * 1024

    static func append(_ records: [OutgoingRecord], to database: Database) throws -> [OutboxRow] {
        var rows: [OutboxRow] = []
        var part: [OutgoingRecord] = []
        var size = 0
        func close() throws {
            guard !part.isEmpty else { return }
            try database.cachedStatement(sql: "INSERT INTO outbox(records) VALUES(?)")
                .execute(arguments: [Data(RecordCodec.encode(part))])
            rows.append(OutboxRow(id: database.lastInsertedRowID, records: part))
            (part, size) = ([], 0)
        }
        for record in records {
            if size + record.byteCount > rowLimitBytes { try close() }
            part.append(record)
            size += record.byteCount
        }
        try close()
        return rows
    }

    static func rows(in database: Database, limit: Int) throws -> [OutboxRow] {
        let statement = try database.cachedStatement(sql: "SELECT id, records FROM outbox ORDER BY id LIMIT ?")
        return try Row.fetchAll(statement, arguments: [limit]).map { row in
            let data: Data = row[1]
            return OutboxRow(id: row[0], records: try RecordCodec.decode(Array(data)))
        }
    }

    static func delete(through id: Int64, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM outbox WHERE id <= ?").execute(arguments: [id])
    }
}

struct OutboxRow: Sendable, Equatable {
    let id: Int64
    let records: [OutgoingRecord]
}
