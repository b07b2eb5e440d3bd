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

    /// What is due first stands first, overdue ones on top; unknown ones stand before those through which no dose runs.
    static func byRefill(limit: Int, in database: Database) throws -> (pumps: [PumpProjection], total: Int) {
        let shown = "isThere = 1 AND \(MergedTable.isShown)"
        let documents = try Data.fetchAll(
            database, sql: "SELECT document FROM pump WHERE \(shown) ORDER BY refillBy, patientId LIMIT ?",
            arguments: [limit])
        let total = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM pump WHERE \(shown)")
        return (try documents.map { try PayloadCoding.decode(Array($0)) }, total ?? 0)
    }

    static func forget(_ patient: PatientID, in database: Database) throws {
        try database.execute(sql: "DELETE FROM pump WHERE patientId = ?", arguments: [patient.rawValue])
    }
}

extension PumpProjection {
    fileprivate var boardPlace: Int {
        if let refillBy { return refillBy.daysSince1970 }
        return state == .unknown ? Int.max - 1 : Int.max
    }
}
