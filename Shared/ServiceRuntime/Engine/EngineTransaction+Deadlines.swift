import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain

/// Deadlines as rows, and new knowledge: both come back through the handlers.
extension EngineTransaction {
    func apply(_ change: DeadlineChange, for patient: PatientID) throws {
        switch change {
        case .set(let deadline):
            try database.cachedStatement(
                sql: """
                    INSERT INTO deadline(patientId, kind, subject, due) VALUES(?, ?, ?, ?)
                    ON CONFLICT(patientId, kind, subject) DO UPDATE SET due = excluded.due
                    """
            ).execute(arguments: [
                patient.rawValue, deadline.kind, deadline.subject, deadline.due.millisecondsSince1970,
            ])
            try noteDue(deadline.due)
        case .cancel(let kind, let subject):
            try database.cachedStatement(
                sql: "DELETE FROM deadline WHERE patientId = ? AND kind = ? AND subject = ?"
            ).execute(arguments: [patient.rawValue, kind, subject])
        }
    }

    func noteDue(_ due: Instant) throws {
        if let known = nextDue, isNextDueKnown {
            nextDue = min(known, due)
        } else if isNextDueKnown {
            nextDue = due
        }
    }

    /// Whether something not fired yet is due at or before that moment.
    func isDue(by moment: Instant) throws -> Bool {
        try knowNextDue()
        return nextDue.map { $0 <= moment } ?? false
    }

    private func knowNextDue() throws {
        guard !isNextDueKnown else { return }
        nextDue = try lookUpNextDue()
        isNextDueKnown = true
    }

    private func lookUpNextDue() throws -> Instant? {
        let statement = try database.cachedStatement(
            sql:
                "SELECT MIN(due) FROM (SELECT MIN(due) AS due FROM deadline UNION ALL SELECT MIN(expires) FROM pending)"
        )
        return try Int64.fetchOne(statement).map(Instant.init(millisecondsSince1970:))
    }

    /// Fires what is due at or before that moment, in order, through the handlers; no more than `limit` of it.
    ///
    /// `before` is how many went before without a pause: a handler that never comes to an end is noticed all the same.
    func fireDeadlines(until moment: Instant, atMost limit: Int = .max, after before: Int = 0) throws {
        try knowNextDue()
        var fired = 0
        while let due = nextDue, due <= moment, fired < limit {
            try expirePending(until: due)
            while fired < limit,
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT due, patientId, kind, subject FROM deadline WHERE due <= ?
                            ORDER BY due, patientId, kind, subject LIMIT 1
                            """), arguments: [due.millisecondsSince1970])
            {
                fired += 1
                guard before + fired <= EngineContext.firingLimit else {
                    throw EngineFailure.endlessDeadlines(kind: row[2])
                }
                try fire(
                    DeadlineDue(kind: row[2], subject: row[3], due: Instant(millisecondsSince1970: row[0])),
                    of: PatientID(rawValue: row[1]))
            }
            nextDue = try lookUpNextDue()
        }
    }

    private func fire(_ deadline: DeadlineDue, of patient: PatientID) throws {
        try database.cachedStatement(
            sql: "DELETE FROM deadline WHERE patientId = ? AND kind = ? AND subject = ?"
        ).execute(arguments: [patient.rawValue, deadline.kind, deadline.subject])
        let name = "\(patient.rawValue)\n\(deadline.kind)\n\(deadline.subject)\n\(deadline.due)"
        // What a firing says depends on the state and the due time, not on when it ran.
        let frame = EventFrame(
            id: "deadline-\(Fingerprint.hexadecimal(name, bytes: 12))", source: context.definition.name.source,
            type: DeadlineDue.types[0], time: deadline.due, now: deadline.due, patient: patient)
        for handler in context.handlers.handlers(for: DeadlineDue.types[0], on: .deadlines) {
            try run(handler, deadline, frame, origin: nil)
        }
        tally.fired += 1
        try context.cuts.reach(.deadlineFired)
    }

    // MARK: New knowledge

    /// Judges one patient again by the knowledge of today.
    func rejudge(_ patient: PatientID, at now: Instant) throws {
        let knowledge = context.definition.knowledge
        let name = "\(patient.rawValue)\n\(knowledge.hash)"
        let frame = EventFrame(
            id: "knowledge-\(Fingerprint.hexadecimal(name, bytes: 12))", source: context.definition.name.source,
            type: KnowledgeReplaced.types[0], time: now, now: now, patient: patient)
        for handler in context.handlers.handlers(for: KnowledgeReplaced.types[0], on: .knowledge) {
            try run(handler, KnowledgeReplaced(version: knowledge.version), frame, origin: nil)
        }
    }
}
