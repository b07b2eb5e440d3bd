import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// The last answer given to each alert; the alerting service confirms it with a new revision.
enum AnswerTable {
    /// Answers of one patient come in the order of the log: of two at the same moment the later word counts.
    static func put(_ answer: AlertResponse, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO alertAnswer(alertId, at, document, patientId) VALUES(?, ?, ?, ?)
                ON CONFLICT(alertId) DO UPDATE SET at = excluded.at, document = excluded.document,
                    patientId = excluded.patientId
                WHERE excluded.at >= alertAnswer.at
                """)
        try statement.execute(arguments: [
            answer.alertId.rawValue, answer.at.millisecondsSince1970, Data(try PayloadCoding.encode(answer)),
            answer.patientId?.rawValue,
        ])
        return database.changesCount > 0
    }

    static func find(_ id: AlertID, in database: Database) throws -> AlertResponse? {
        let statement = try database.cachedStatement(sql: "SELECT document FROM alertAnswer WHERE alertId = ?")
        return try Data.fetchOne(statement, arguments: [id.rawValue]).map { try PayloadCoding.decode(Array($0)) }
    }
}

extension AlertResponse {
    /// An answer that its service has not confirmed for so long keeps nobody from answering again.
    static let confirmedWithin = Span.minutes(2)

    /// Whether the confirmation is overdue: it may never come.
    func isUnconfirmed(asOf now: Instant) -> Bool { now.since(at) > Self.confirmedWithin }

    /// Whether the service that raised the alert has yet to take the answer in.
    func isPending(for alert: Alert) -> Bool {
        // The id of an alert may pass to another patient: what was answered for the one says nothing of the other.
        if let patientId, patientId != alert.patientId { return false }
        guard alert.status != .resolved, alert.revision <= alertRevision else { return false }
        switch action {
        case .acknowledged, .overridden: return alert.answer?.responseId != responseId
        case .assigned: return alert.assignedTo != assignedTo
        case .reopened:
            if let takesBack { return alert.answer?.responseId == takesBack }
            return AlertStage(of: alert.status) != .toAnswer
        }
    }
}
