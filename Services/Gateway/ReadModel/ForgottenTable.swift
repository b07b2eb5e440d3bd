import EventContracts
import GRDB
import MedicationDomain

/// Patients who were forgotten: their rows go, and what was said before does not come back by another topic.
///
/// Topics are read in no order among themselves. So orders go when their own topic says it, supplies when theirs does,
/// and an open alert goes when its service has closed it: it may be one that began anew.
enum ForgottenTable {
    /// Finds both by an index: there are as many answers as there were alerts.
    static let forgetAnswers = """
        DELETE FROM alertAnswer WHERE at <= ?
            AND (alertId IN (SELECT id FROM alert WHERE patientId = ?) OR patientId = ?)
        """

    /// Takes in that a patient was forgotten, as said on that topic.
    static func take(_ forgotten: PatientForgotten, on topic: TopicName, in database: Database) throws {
        let patient = forgotten.patientId.rawValue
        let at = forgotten.at.millisecondsSince1970
        try database.overwritingDeleted {
            let isFirst = try moment(of: forgotten.patientId, in: database).map { $0 < at } ?? true
            if isFirst || topic == .prescribingEvents {
                try database.execute(sql: "DELETE FROM medication WHERE patientId = ?", arguments: [patient])
                try forgetPlan(.titration, of: patient, in: database)
                try PatientFactTable.forget(forgotten.patientId, [.answer, .risk], except: true, in: database)
                try database.execute(sql: "DELETE FROM person WHERE patientId = ?", arguments: [patient])
            }
            if isFirst || topic == .withdrawalEvents {
                try database.execute(sql: "DELETE FROM supply WHERE patientId = ?", arguments: [patient])
                try forgetPlan(.taper, of: patient, in: database)
                try EpisodeTable.forget(forgotten.patientId, in: database)
                try PumpTable.forget(forgotten.patientId, in: database)
                try PatientFactTable.forget(forgotten.patientId, [.risk], in: database)
            }
            try PatientFactTable.forget(forgotten.patientId, [.answer], until: forgotten.at, in: database)
            try database.execute(sql: forgetAnswers, arguments: [at, patient, patient])
            try database.execute(
                sql: "DELETE FROM alert WHERE patientId = ? AND stage = ?",
                arguments: [patient, AlertStage.resolved.rawValue])
            try database.execute(sql: "DELETE FROM mergedPatient WHERE patientId = ?", arguments: [patient])
            try database.execute(
                sql: "UPDATE mergedPatient SET survivor = NULL WHERE survivor = ?", arguments: [patient])
            try database.execute(
                sql: """
                    INSERT INTO forgottenPatient(patientId, at) VALUES(?, ?)
                    ON CONFLICT(patientId) DO UPDATE SET at = max(at, excluded.at)
                    """, arguments: [patient, at])
        }
    }

    private static func forgetPlan(_ kind: DosePlan.Kind, of patient: String, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM dosePlan WHERE patientId = ? AND kind = ?", arguments: [patient, kind.rawValue])
    }

    /// Whether the alert ended with its patient's being forgotten, or before; then it is not kept.
    static func covers(_ alert: Alert, in database: Database) throws -> Bool {
        guard let resolution = alert.resolution else { return false }
        if resolution.reason == PatientForgotten.resolution { return true }
        return try moment(of: alert.patientId, in: database).map { resolution.at.millisecondsSince1970 <= $0 } ?? false
    }

    /// Whether the answer was given before its patient was forgotten.
    static func covers(_ answer: AlertResponse, in database: Database) throws -> Bool {
        guard let patient = answer.patientId else { return false }
        return try covers(answer, of: patient, in: database)
    }

    static func covers(_ answer: AlertResponse, of patient: PatientID, in database: Database) throws -> Bool {
        try moment(of: patient, in: database).map { answer.at.millisecondsSince1970 <= $0 } ?? false
    }

    static func isForgotten(_ patient: PatientID, in database: Database) throws -> Bool {
        try moment(of: patient, in: database) != nil
    }

    /// Removes an alert with what was answered to it.
    static func remove(_ alert: AlertID, in database: Database) throws {
        try database.overwritingDeleted {
            try database.execute(sql: "DELETE FROM alert WHERE id = ?", arguments: [alert.rawValue])
            try database.execute(sql: "DELETE FROM alertAnswer WHERE alertId = ?", arguments: [alert.rawValue])
        }
    }

    private static func moment(of patient: PatientID, in database: Database) throws -> Int64? {
        let statement = try database.cachedStatement(sql: "SELECT at FROM forgottenPatient WHERE patientId = ?")
        return try Int64.fetchOne(statement, arguments: [patient.rawValue])
    }
}

extension Database {
    /// The file is not to keep what the table has let go.
    fileprivate func overwritingDeleted(_ body: () throws -> Void) throws {
        try execute(sql: "PRAGMA secure_delete = ON")
        try body()
        try execute(sql: "PRAGMA secure_delete = OFF")
    }
}
