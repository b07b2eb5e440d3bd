import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// How long each patient's supply lasts, as last projected.
enum SupplyTable {
    /// False when what stands there is as new.
    static func put(_ supply: SupplyProjection, revision: Int, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO supply(id, revision, patientId, runOutAt, document) VALUES(?, ?, ?, ?, ?)
                ON CONFLICT(id) DO UPDATE SET revision = excluded.revision, patientId = excluded.patientId,
                    runOutAt = excluded.runOutAt, document = excluded.document
                WHERE excluded.revision > supply.revision
                """)
        try statement.execute(arguments: [
            supply.entityID.rawValue, revision, supply.patientId.rawValue, supply.boardPlace,
            Data(try PayloadCoding.encode(supply)),
        ])
        return database.changesCount > 0
    }

    static func all(of patient: PatientID, in database: Database) throws -> [SupplyProjection] {
        let statement = try database.cachedStatement(sql: "SELECT document FROM supply WHERE patientId = ? ORDER BY id")
        return try Data.fetchAll(statement, arguments: [patient.rawValue]).map { try PayloadCoding.decode(Array($0)) }
    }

    /// What runs out first stands first, what lasts for ever last. Unknown supply stands apart: however many are known,
    /// none of them takes its place.
    static func byRunOut(limit: Int, in database: Database) throws -> BoardPart<SupplyProjection> {
        func read(_ condition: String) throws -> [SupplyProjection] {
            try Data.fetchAll(
                database,
                sql: """
                    SELECT document FROM supply WHERE runOutAt \(condition) ? AND \(MergedTable.isShown)
                    ORDER BY runOutAt, id LIMIT ?
                    """, arguments: [SupplyProjection.unknownPlace, limit]
            ).map { try PayloadCoding.decode(Array($0)) }
        }
        let unknown = try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM supply WHERE runOutAt = ? AND \(MergedTable.isShown)",
            arguments: [SupplyProjection.unknownPlace])
        return BoardPart(
            known: try read("<>"), unknown: try read("="), unknownTotal: unknown ?? 0,
            total: try MergedTable.shownCount(of: "supply", in: database))
    }
}

extension SupplyProjection {
    /// Where unknown supply stands in the order.
    fileprivate static let unknownPlace = Int64.max - 1

    fileprivate var boardPlace: Int64 {
        if let runOutAt { return runOutAt.millisecondsSince1970 }
        return state == .unknown ? Self.unknownPlace : Int64.max
    }
}
