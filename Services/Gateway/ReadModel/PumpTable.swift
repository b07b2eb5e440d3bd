import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// When each pump has to be filled, as last projected.
enum PumpTable {
    /// False when what stands there is as new.
    static func put(_ pump: PumpProjection, revision: Int, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO pump(patientId, revision, isThere, refillBy, document) VALUES(?, ?, ?, ?, ?)
                ON CONFLICT(patientId) DO UPDATE SET revision = excluded.revision, isThere = excluded.isThere,
                    refillBy = excluded.refillBy, document = excluded.document
                WHERE excluded.revision > pump.revision
                """)
        try statement.execute(arguments: [
            pump.patientId.rawValue, revision, pump.state != .absent, pump.boardPlace,
            Data(try PayloadCoding.encode(pump)),
        ])
        return database.changesCount > 0
    }

    static func find(_ patient: PatientID, in database: Database) throws -> PumpProjection? {
        let statement = try database.cachedStatement(sql: "SELECT document FROM pump WHERE patientId = ?")
        return try Data.fetchOne(statement, arguments: [patient.rawValue]).map { try PayloadCoding.decode(Array($0)) }
    }

    /// What is due first stands first, overdue ones on top, those through which no dose runs last. Unknown ones stand
    /// apart: however many are known, none of them takes their place.
    static func byRefill(limit: Int, in database: Database) throws -> BoardPart<PumpProjection> {
        let shown = "isThere = 1 AND \(MergedTable.isShown)"
        func read(_ condition: String) throws -> [PumpProjection] {
            try Data.fetchAll(
                database,
                sql: """
                    SELECT document FROM pump WHERE refillBy \(condition) ? AND \(shown)
                    ORDER BY refillBy, patientId LIMIT ?
                    """, arguments: [PumpProjection.unknownPlace, limit]
            ).map { try PayloadCoding.decode(Array($0)) }
        }
        let unknown = try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM pump WHERE refillBy = ? AND \(shown)",
            arguments: [PumpProjection.unknownPlace])
        let total = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM pump WHERE \(shown)")
        return BoardPart(
            known: try read("<>"), unknown: try read("="), unknownTotal: unknown ?? 0, total: total ?? 0)
    }

    static func forget(_ patient: PatientID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM pump WHERE patientId = ?", arguments: [patient.rawValue])
    }
}

extension PumpProjection {
    /// Where an unknown date stands in the order.
    fileprivate static let unknownPlace = Int.max - 1

    fileprivate var boardPlace: Int {
        if let refillBy { return refillBy.daysSince1970 }
        return state == .unknown ? Self.unknownPlace : Int.max
    }
}
