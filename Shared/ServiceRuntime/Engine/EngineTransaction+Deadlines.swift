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
            firing?.note(DeadlineKey(patient, deadline.kind, deadline.subject), isSet: true)
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
            firing?.note(DeadlineKey(patient, kind, subject), isSet: false)
            try delete(DeadlineKey(patient, kind, subject))
        }
    }

    private func delete(_ key: DeadlineKey) throws {
        try database.cachedStatement(
            sql: "DELETE FROM deadline WHERE patientId = ? AND kind = ? AND subject = ?"
        ).execute(arguments: [key.patient.rawValue, key.kind, key.subject])
    }

    func noteDue(_ due: Instant) throws {
        firing?.note(due: due)
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

    private func nextExpiry() throws -> Instant? {
        try Int64.fetchOne(database.cachedStatement(sql: "SELECT MIN(expires) FROM pending"))
            .map(Instant.init(millisecondsSince1970:))
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
            let most = min(limit - fired, EngineContext.firingAtOnce)
            let planned = try deadlines(dueBy: moment, atMost: most)
            let (count, isUndisturbed) = try fire(planned, until: moment, after: before + fired)
            fired += count
            // Nothing but what waits can be left before that moment.
            if isUndisturbed, count < most { try expirePending(until: moment) }
            nextDue = try lookUpNextDue()
        }
    }

    private func deadlines(dueBy moment: Instant, atMost count: Int) throws -> [PlannedDeadline] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT due, patientId, kind, subject FROM deadline WHERE due <= ?
                    ORDER BY due, patientId, kind, subject LIMIT ?
                    """), arguments: [moment.millisecondsSince1970, count]
        ).map { row in
            PlannedDeadline(
                key: DeadlineKey(PatientID(rawValue: row[1]), row[2], row[3]),
                due: Instant(millisecondsSince1970: row[0]))
        }
    }

    /// Fires one after the other, as long as no handler changes what comes next.
    private func fire(
        _ planned: [PlannedDeadline], until moment: Instant, after before: Int
    ) throws -> (count: Int, isUndisturbed: Bool) {
        defer { firing = nil }
        var changed: Set<DeadlineKey> = []
        var count = 0
        let firstToExpire = try nextExpiry()
        for deadline in planned {
            guard !changed.contains(deadline.key) else { return (count, false) }
            guard before + count < EngineContext.firingLimit else {
                throw EngineFailure.endlessDeadlines(kind: deadline.key.kind)
            }
            if let firstToExpire, firstToExpire <= deadline.due { try expirePending(until: deadline.due) }
            let change = try fire(deadline)
            count += 1
            if let soonest = change.soonest, soonest <= moment { return (count, false) }
            changed.formUnion(change.others)
        }
        return (count, true)
    }

    private func fire(_ deadline: PlannedDeadline) throws -> Firing {
        let key = deadline.key
        firing = Firing(key: key)
        let name = "\(key.patient.rawValue)\n\(key.kind)\n\(key.subject)\n\(deadline.due)"
        // What a firing says depends on the state and the due time, not on when it ran.
        let frame = EventFrame(
            id: "deadline-\(Fingerprint.hexadecimal(name, bytes: 12))", source: context.definition.name.source,
            type: DeadlineDue.types[0], time: deadline.due, now: deadline.due, patient: key.patient)
        let event = DeadlineDue(kind: key.kind, subject: key.subject, due: deadline.due)
        for handler in context.handlers.handlers(for: DeadlineDue.types[0], on: .deadlines)
        where handler.deadlineKind.map({ $0 == key.kind }) ?? true {
            try run(handler, event, frame, origin: nil)
        }
        let change = firing ?? Firing(key: key)
        if !change.isSetAgain { try delete(key) }
        tally.fired += 1
        try context.cuts.reach(.deadlineFired)
        return change
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

/// What names a deadline; setting it again moves it.
struct DeadlineKey: Hashable {
    let patient: PatientID
    let kind: String
    let subject: String

    init(_ patient: PatientID, _ kind: String, _ subject: String) {
        (self.patient, self.kind, self.subject) = (patient, kind, subject)
    }
}

private struct PlannedDeadline {
    let key: DeadlineKey
    let due: Instant
}

/// What the handlers of one deadline do to others.
struct Firing {
    let key: DeadlineKey
    private(set) var isSetAgain = false
    /// The earliest that something is due again.
    private(set) var soonest: Instant?
    private(set) var others: Set<DeadlineKey> = []

    init(key: DeadlineKey) { self.key = key }

    mutating func note(_ changed: DeadlineKey, isSet: Bool) {
        if changed == key { isSetAgain = isSet } else { others.insert(changed) }
    }

    mutating func note(due: Instant) { soonest = min(soonest ?? due, due) }
}
