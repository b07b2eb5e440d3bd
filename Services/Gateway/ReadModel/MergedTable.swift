import EventContracts
import GRDB
import MedicationDomain

/// Which records were merged into another: what is shown of the patient is shown under the survivor's id.
enum MergedTable {
    /// As SQL: what is of nobody who was merged into another.
    static let isShown = "patientId NOT IN (SELECT patientId FROM mergedPatient WHERE isMerged = 1)"

    /// As SQL, of a table of patients: how many rows are shown. Counting those that are not, and all, looks at indices only.
    static func shownCount(of table: String, in database: Database) throws -> Int {
        let all = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table)") ?? 0
        let hidden = try Int.fetchOne(
            database,
            sql: "SELECT COUNT(*) FROM mergedPatient JOIN \(table) USING(patientId) WHERE mergedPatient.isMerged = 1")
        return all - (hidden ?? 0)
    }

    /// Whether the record was merged into another, and into which.
    static func find(_ patient: PatientID, in database: Database) throws -> MergedPatient? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT survivor FROM mergedPatient WHERE patientId = ? AND isMerged = 1"),
            arguments: [patient.rawValue])
        return row.map { MergedPatient(survivor: ($0["survivor"] as String?).map { PatientID($0) }) }
    }

    /// Takes in the newest word on a patient; true when it changes what is shown.
    static func put(_ patient: PatientEvent, revision: Int, in database: Database) throws -> Bool {
        let known = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT revision, isMerged FROM mergedPatient WHERE patientId = ?"),
            arguments: [patient.patientId.rawValue])
        let isMerged = patient.change == .merged
        // Who was forgotten is not named by the record that went into theirs.
        let survivor = try patient.otherPatientId.flatMap { other in
            try isMerged && !ForgottenTable.isForgotten(other, in: database) ? other : nil
        }
        // Most patients are merged with nobody, and need no row.
        guard known != nil || isMerged else { return false }
        if let known, known["revision"] >= revision { return false }
        try database.cachedStatement(
            sql: """
                INSERT INTO mergedPatient(patientId, revision, isMerged, survivor) VALUES(?, ?, ?, ?)
                ON CONFLICT(patientId) DO UPDATE SET revision = excluded.revision, isMerged = excluded.isMerged,
                    survivor = excluded.survivor
                """
        ).execute(arguments: [
            patient.patientId.rawValue, revision, isMerged, survivor?.rawValue,
        ])
        return known.map { $0["isMerged"] != isMerged } ?? isMerged
    }
}

/// A record that was merged into another.
struct MergedPatient: Hashable, Sendable {
    /// Nil where the merge did not say it.
    var survivor: PatientID?
}
