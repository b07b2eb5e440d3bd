import EventContracts
import GRDB
import MedicationDomain

/// Which records were merged into another: what is shown of the patient is shown under the survivor's id.
enum MergedTable {
    /// Takes in the newest word on a patient; true when it changes what is shown.
    static func put(_ patient: PatientEvent, revision: Int, in database: Database) throws -> Bool {
        let known = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT revision, isMerged FROM mergedPatient WHERE patientId = ?"),
            arguments: [patient.patientId.rawValue])
        let isMerged = patient.change == .merged
        // Most patients are merged with nobody, and need no row.
        guard known != nil || isMerged else { return false }
        if let known, known["revision"] >= revision { return false }
        try database.cachedStatement(
            sql: """
                INSERT INTO mergedPatient(patientId, revision, isMerged) VALUES(?, ?, ?)
                ON CONFLICT(patientId) DO UPDATE SET revision = excluded.revision, isMerged = excluded.isMerged
                """
        ).execute(arguments: [patient.patientId.rawValue, revision, isMerged])
        return known.map { $0["isMerged"] != isMerged } ?? isMerged
    }
}
