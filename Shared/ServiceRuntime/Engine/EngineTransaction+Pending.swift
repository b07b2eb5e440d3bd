import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain

/// Facts that wait for what they are about.
extension EngineTransaction {
    func hold(_ record: LogRecord, for awaiting: Awaiting, handler: String, frame: EventFrame) throws {
        let count = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT COUNT(*) FROM pending WHERE patientId = ?"),
            arguments: [frame.patient.rawValue])
        guard count ?? 0 < EngineContext.pendingLimit else {
            let refusal = Refusal(code: "too-many-pending", message: "too many facts wait for something unknown")
            try refuse(record, handler: handler, because: refusal)
            return
        }
        let expires = frame.now.advanced(by: awaiting.atMost)
        try database.cachedStatement(
            sql: "INSERT INTO pending(patientId, subject, handler, expires, record) VALUES(?, ?, ?, ?, ?)"
        ).execute(arguments: [
            frame.patient.rawValue, awaiting.subject, handler, expires.millisecondsSince1970,
            Data(RecordCodec.encode(record)),
        ])
        tally.pending += 1
        // The row of the deadline is shared by all that expire at that moment or before.
        try noteDue(expires)
    }

    func release(_ subject: String, frame: EventFrame) throws {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT id, handler, record FROM pending WHERE patientId = ? AND subject = ? ORDER BY id"),
            arguments: [frame.patient.rawValue, subject])
        for row in rows {
            let (id, name): (Int64, String) = (row[0], row[1])
            let data: Data = row[2]
            try database.cachedStatement(sql: "DELETE FROM pending WHERE id = ?").execute(arguments: [id])
            let record = try RecordCodec.decodeRecord(Array(data))
            guard let handler = context.handlers.handler(named: name) else { continue }
            let event = try CloudEvent(record.message)
            var waiting = try self.frame(of: event, in: record)
            waiting.now = frame.now
            try run(handler, try decode(event.data ?? [], event.type, for: handler), waiting, origin: record)
        }
    }

    func expirePending(until moment: Instant) throws {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT id, handler, record FROM pending WHERE expires <= ? ORDER BY expires, id"),
            arguments: [moment.millisecondsSince1970])
        for row in rows {
            let (id, name): (Int64, String) = (row[0], row[1])
            let data: Data = row[2]
            try database.cachedStatement(sql: "DELETE FROM pending WHERE id = ?").execute(arguments: [id])
            let refusal = Refusal(code: "subject-never-came", message: "what the record is about never became known")
            try refuse(try RecordCodec.decodeRecord(Array(data)), handler: name, because: refusal)
        }
    }
}
