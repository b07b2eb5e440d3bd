import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// The newest revision of every alert, resolved ones included: they tell a late copy of themselves apart.
enum AlertTable {
    /// False when what stands there is as new.
    ///
    /// Revisions are counted where the patient lives. An alert about an order that the hospital gave to another patient may
    /// bear the same id there: what is open of it stands above what was closed.
    static func put(_ alert: Alert, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO alert(id, revision, patientId, kind, severity, severityRank, interruptive, status, stage,
                    escalationLevel, dueAt, raisedAt, owner, document, cardKey)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(id) DO UPDATE SET
                    revision = excluded.revision, patientId = excluded.patientId, kind = excluded.kind,
                    severity = excluded.severity, severityRank = excluded.severityRank,
                    interruptive = excluded.interruptive, status = excluded.status, stage = excluded.stage,
                    escalationLevel = excluded.escalationLevel, dueAt = excluded.dueAt,
                    raisedAt = excluded.raisedAt, owner = excluded.owner, document = excluded.document
                WHERE CASE WHEN excluded.patientId = alert.patientId THEN excluded.revision > alert.revision
                    ELSE excluded.stage < \(AlertStage.resolved.rawValue) END
                """)
        try statement.execute(arguments: [
            alert.alertId.rawValue, alert.revision, alert.patientId.rawValue, alert.kind.rawValue,
            alert.severity.rawValue, alert.severity.listRank, alert.interruptive, alert.status.rawValue,
            AlertStage(of: alert.status).rawValue, alert.escalationLevel,
            alert.dueAt?.millisecondsSince1970 ?? Int64.max, alert.raisedAt.millisecondsSince1970,
            alert.assignedTo?.rawValue, Data(try PayloadCoding.encode(alert)), CardID.key(of: alert.alertId),
        ])
        return database.changesCount > 0
    }

    static func find(_ id: AlertID, in database: Database) throws -> Alert? {
        let statement = try database.cachedStatement(sql: "SELECT document FROM alert WHERE id = ?")
        return try Data.fetchOne(statement, arguments: [id.rawValue]).map { try PayloadCoding.decode(Array($0)) }
    }

    static let byRisk = "stage, interruptive DESC, severityRank, escalationLevel DESC, dueAt, raisedAt, id"

    /// One page of what the query asks for, by risk, and how many there are in all.
    static func page(_ query: AlertQuery, in database: Database) throws -> (alerts: [Alert], total: Int) {
        let documents = try query.groupsByPatient ? groupedPage(query, in: database) : plainPage(query, in: database)
        return (try documents.map { try PayloadCoding.decode(Array($0)) }, try total(query, in: database))
    }

    private static func plainPage(_ query: AlertQuery, in database: Database) throws -> [Data] {
        let condition = query.condition
        return try Data.fetchAll(
            database, sql: "SELECT document FROM alert WHERE \(condition.sql) ORDER BY \(byRisk) LIMIT ? OFFSET ?",
            arguments: condition.arguments + [query.limit, query.offset])
    }

    /// Those of a patient that are not resolved, by risk.
    static func standing(of patient: PatientID, limit: Int, in database: Database) throws -> Bounded<AlertEntry> {
        try entries(
            of: patient, limit: limit,
            "stage < \(AlertStage.resolved.rawValue)",
            by: byRisk, in: database)
    }

    /// Those of a patient that are, newest first.
    static func resolved(of patient: PatientID, limit: Int, in database: Database) throws -> Bounded<AlertEntry> {
        try entries(
            of: patient, limit: limit, "stage = \(AlertStage.resolved.rawValue)", by: "raisedAt DESC, id", in: database)
    }

    private static func entries(
        of patient: PatientID, limit: Int, _ condition: String, by order: String, in database: Database
    ) throws -> Bounded<AlertEntry> {
        let statement = try database.cachedStatement(
            sql: "SELECT document FROM alert WHERE patientId = ? AND \(condition) ORDER BY \(order) LIMIT ?")
        let documents = try Data.fetchAll(statement, arguments: [patient.rawValue, limit + 1])
        return Bounded(
            try documents.map { document in
                let alert: Alert = try PayloadCoding.decode(Array(document))
                return AlertEntry(alert, answer: try AnswerTable.find(alert.alertId, in: database))
            }, limit: limit)
    }
}

/// How far an alert has come, in the order of the worklist.
enum AlertStage: Int, Sendable {
    case toAnswer, answered, resolved

    init(of status: Alert.Status) {
        switch status {
        case .provisional, .open: self = .toAnswer
        case .acknowledged, .overridden: self = .answered
        case .resolved: self = .resolved
        }
    }
}

struct AlertCounts: Hashable, Sendable, Encodable {
    /// Without those that are shown on request.
    var toAnswer = 0
    /// Open ones of minor severity or for information.
    var onRequest = 0
    var interruptive = 0
    var answered = 0
    var resolved = 0
}

extension Severity {
    /// 0 is the gravest.
    var listRank: Int { Severity.allCases.firstIndex(of: self) ?? Severity.allCases.count }
}
