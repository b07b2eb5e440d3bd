import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// The newest report of each service about each partition, whichever instance made it.
enum StatusTable {
    /// A report from the future counts as made when it was read: a clock that runs ahead must not hide silence.
    static func put(_ status: ServiceStatus, readAt now: Instant, in database: Database) throws -> Bool {
        var report = status
        report.reportedAt = min(report.reportedAt, now)
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO serviceStatus(service, partition, reportedAt, document) VALUES(?, ?, ?, ?)
                ON CONFLICT(service, partition) DO UPDATE SET
                    reportedAt = excluded.reportedAt, document = excluded.document
                WHERE excluded.reportedAt >= serviceStatus.reportedAt
                """)
        try statement.execute(arguments: [
            report.service.rawValue, report.partition, report.reportedAt.millisecondsSince1970,
            Data(try PayloadCoding.encode(report)),
        ])
        return database.changesCount > 0
    }

    static func all(in database: Database) throws -> [ServiceStatus] {
        let documents = try Data.fetchAll(
            database, sql: "SELECT document FROM serviceStatus ORDER BY service, partition")
        return try documents.map { try PayloadCoding.decode(Array($0)) }
    }
}
