public import EventContracts
import EventLog
import Foundation
import GRDB
public import MedicationDomain

/// What stands on a partition's own output topics: the last word on each entity, and which records were refused.
struct PublishedHistory: Sendable {
    struct Entry: Sendable {
        var topic: TopicName
        var patient: PatientID
        var revision: Int
        var substance: Int64
        var payload: any EntityPayload
    }
    var entities: [EntityID: Entry] = [:]
    var deadLetters: Set<String> = []
    /// How far each output topic was read.
    var ends: [TopicName: Int64] = [:]

    var highestRevision: Int { entities.values.map(\.revision).max() ?? 0 }

    /// Takes in one record of an output topic; what is not readable says nothing about the state and is passed over.
    mutating func note(_ record: LogRecord, definition: ServiceDefinition) {
        if record.topic == .deadLetters(of: definition.name) {
            if let origin = DeadLetter.origin(of: record.message) { deadLetters.insert(origin) }
            return
        }
        guard let output = definition.outputs.first(where: { $0.name == record.topic }),
            let event = try? CloudEvent(record.message), event.source == definition.name.source,
            let revision = event.revision, let data = event.data, let patient = event.subject,
            let type = output.payloads.first(where: { $0.types.contains(event.type) }),
            let payload = try? type.decode(data, type: event.type), let substance = try? payload.substance()
        else { return }
        // Not by the name in the envelope: an older version may have called it otherwise.
        let entity = payload.entityID
        if let known = entities[entity], known.revision > revision { return }
        entities[entity] = Entry(
            topic: record.topic, patient: PatientID(patient), revision: revision,
            substance: Fingerprint.signed(substance), payload: payload)
    }
}

/// A payload that can be closed when a rebuild finds no cause for it.
public protocol ClosablePayload: EntityPayload {
    /// The payload as it ends, with the reason; nil when it has ended already.
    func closed(because reason: String, at now: Instant) -> Self?
}

/// A payload that says of itself how it differs from what stands: a rebuild says only the last of many words.
public protocol RestatablePayload: EntityPayload {
    /// The same content, told as a change from what was said last; nil: nothing was said yet.
    func restated(after standing: (any EntityPayload)?) -> Self
}

extension AlertEvent: RestatablePayload {
    public func restated(after standing: (any EntityPayload)?) -> AlertEvent {
        guard alert.status != .resolved else { return AlertEvent(.resolved, alert) }
        guard let before = (standing as? AlertEvent)?.alert, before.status != .resolved else {
            return AlertEvent(.raised, alert)
        }
        return AlertEvent(alert.escalationLevel > before.escalationLevel ? .escalated : .updated, alert)
    }
}

extension AlertEvent: ClosablePayload {
    public func closed(because reason: String, at now: Instant) -> AlertEvent? {
        guard alert.status != .resolved else { return nil }
        var ended = alert
        ended.status = .resolved
        ended.interruptive = false
        ended.dueAt = nil
        ended.resolution = Alert.Resolution(reason: reason, at: now)
        return AlertEvent(.resolved, ended)
    }
}

extension PartitionEngine {
    /// Ends a rebuild: what already stands on the output topics is not said again; what differs is.
    ///
    /// One transaction: the differences go into the outbox and the store becomes live, or neither happens.
    func finishRebuild(comparedWith history: PublishedHistory, at now: Instant) throws -> Applied {
        try context.cuts.reach(.beforeRebuildCompared)
        // A first owner finds nothing said and begins at one; every other leaves room for late words of the former.
        var ownership = ownership
        if !history.entities.isEmpty { ownership.rise(above: history.highestRevision) }
        let (rows, announced) = try change { database in
            // What came due since the last record has been said already, by whoever had the partition before.
            let transaction = EngineTransaction(
                database, context, isSilent: true, revisionBase: ownership.revisionBase, recent: recent)
            try transaction.fireDeadlines(until: now)
            _ = try transaction.finish()
            var outgoing: [OutgoingRecord] = []
            try compareEntities(with: history, at: now, above: ownership.revisionBase, into: &outgoing, in: database)
            try compareDeadLetters(with: history, into: &outgoing, in: database)
            try ownership.store(in: database)
            for (topic, end) in history.ends { try database.setOutputEnd(end, of: topic) }
            try database.setMeta(.phase, Phase.live.rawValue)
            return (try Outbox.append(outgoing, to: database), outgoing.count)
        }
        becomeLive(ownership, outputEnds: history.ends)
        try context.cuts.reach(.afterRebuildCompared)
        var applied = Applied(rows: rows)
        applied.tally.announced = announced
        return applied
    }

    private func compareEntities(
        with history: PublishedHistory, at now: Instant, above base: Int, into outgoing: inout [OutgoingRecord],
        in database: Database
    ) throws {
        var rebuilt: Set<EntityID> = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT entityId, revision, substance, withheld FROM announced
                ORDER BY entityId NOT LIKE '\(PatientForgotten.entityPrefix)%', entityId
                """)
        var revisions: [(EntityID, Int)] = []
        while let row = try rows.next() {
            let entity = EntityID(rawValue: row[0])
            rebuilt.insert(entity)
            let withheld: Data? = row[3]
            let standing = history.entities[entity]
            if let standing, standing.substance == row[2] {
                revisions.append((entity, standing.revision))
                continue
            }
            let revision = max(row[1], max(standing?.revision ?? 0, base) + 1)
            if let withheld {
                let records = try RecordCodec.decode(Array(withheld))
                outgoing += try records.map { try restated($0, revision: revision, after: standing?.payload) }
            }
            revisions.append((entity, revision))
        }
        for (entity, revision) in revisions {
            try database.cachedStatement(
                sql: "UPDATE announced SET revision = ?, withheld = NULL WHERE entityId = ?"
            ).execute(arguments: [revision, entity.rawValue])
        }
        for (entity, standing) in history.entities.sorted(by: { $0.key < $1.key }) where !rebuilt.contains(entity) {
            try close(entity, standing, at: now, above: base, into: &outgoing, in: database)
        }
    }

    /// An open alert whose cause is in no input any more is resolved; other entities keep what was last said.
    private func close(
        _ entity: EntityID, _ standing: PublishedHistory.Entry, at now: Instant, above base: Int,
        into outgoing: inout [OutgoingRecord], in database: Database
    ) throws {
        var (revision, substance, isTerminal) = (
            standing.revision, standing.substance, standing.payload.isTerminal
        )
        if let open = standing.payload as? any ClosablePayload,
            let closed = open.closed(
                because: try database.isForgotten(standing.patient)
                    ? PatientForgotten.resolution : "cause not found when the state was rebuilt", at: now)
        {
            revision = max(revision, base) + 1
            let cause = EventFrame(
                id: "rebuild-\(entity.rawValue)-\(revision)", source: context.definition.name.source,
                type: closed.type, time: now, now: now, patient: standing.patient)
            let said = try closed.announced(revision: revision)
            outgoing.append(
                context.record(
                    announcing: closed, as: said.json, on: standing.topic, about: standing.patient, revision: revision,
                    cause: cause, handler: "rebuild"))
            (substance, isTerminal) = (Fingerprint.signed(said.substance), true)
        }
        if try database.noteForgotten(standing.patient, through: revision) { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO announced(entityId, topic, patientId, revision, substance, isTerminal)
                VALUES(?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entity.rawValue, standing.topic.rawValue, standing.patient.rawValue, revision, substance, isTerminal,
        ])
    }

    private func compareDeadLetters(
        with history: PublishedHistory, into outgoing: inout [OutgoingRecord], in database: Database
    ) throws {
        let rows = try Row.fetchAll(database, sql: "SELECT origin, record FROM withheldDeadLetter ORDER BY origin")
        for row in rows where !history.deadLetters.contains(row[0]) {
            let data: Data = row[1]
            outgoing += try RecordCodec.decode(Array(data))
        }
        try database.execute(sql: "DELETE FROM withheldDeadLetter")
    }

    /// The same announcement under another revision, told after what stands: payload, type, headers and id follow.
    private func restated(
        _ record: OutgoingRecord, revision: Int, after standing: (any EntityPayload)?
    ) throws -> OutgoingRecord {
        let event = try CloudEvent(record.message)
        guard let data = event.data, let entity = event.entityID else { return record }
        var renumbered = event
        renumbered.revision = revision
        renumbered.id = Fingerprint.eventID(
            cause: event.causationID ?? event.id, handler: "rebuild", entity: entity.rawValue, revision: revision)
        if let type = context.definition.outputs.first(where: { $0.name == record.topic })?.payloads
            .first(where: { $0.types.contains(event.type) })
        {
            var payload: any EntityPayload = try type.decode(data, type: event.type)
            if let change = payload as? any RestatablePayload { payload = change.restated(after: standing) }
            payload.stamp(revision: revision)
            (renumbered.type, renumbered.data) = (payload.type, try payload.encode())
        }
        // What goes to another owner is on no output of ours: only its number may change.
        guard event.revision != revision || event.type != renumbered.type else { return record }
        return OutgoingRecord(
            topic: record.topic, partition: record.partition, message: renumbered.message(key: record.message.key))
    }
}
