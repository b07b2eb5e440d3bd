import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// The newest report of each service about each partition, whichever instance made it.
enum StatusTable {
    /// Every report is read again whenever somebody asks for the state of the checks, so their number and size have
    /// limits; throws `PayloadError` beyond them.
    ///
    /// A report from the future counts as made when it was read: a clock that runs ahead must not hide silence.
    static func put(_ status: ServiceStatus, readAt now: Instant, in database: Database) throws -> Bool {
        var report = status
        report.reportedAt = min(report.reportedAt, now)
        guard (0..<GatewayLimits.reportedPartitions).contains(report.partition) else {
            throw PayloadError(code: .badValue, path: "$.partition")
        }
        let document = Data(try PayloadCoding.encode(report))
        guard document.count <= GatewayLimits.statusBytes else { throw PayloadError(code: .badValue, path: "$") }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO serviceStatus(service, partition, reportedAt, document) VALUES(?, ?, ?, ?)
                ON CONFLICT(service, partition) DO UPDATE SET
                    reportedAt = excluded.reportedAt, document = excluded.document
                WHERE excluded.reportedAt >= serviceStatus.reportedAt
                """)
        try statement.execute(arguments: [
            report.service.rawValue, report.partition, report.reportedAt.millisecondsSince1970,
            document,
        ])
        return database.changesCount > 0
    }

    static func all(in database: Database) throws -> [ServiceStatus] {
        let documents = try Data.fetchAll(
            database, sql: "SELECT document FROM serviceStatus ORDER BY service, partition")
        return try documents.map { try PayloadCoding.decode(Array($0)) }
    }
}
