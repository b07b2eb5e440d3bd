import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain

/// The work of one transaction: records and due deadlines go through the handlers, and everything they changed is
/// written once, when it ends. Thrown away whole when the transaction is rolled back.
final class EngineTransaction {
    let database: Database
    let context: EngineContext
    /// Announcements are withheld while a store is rebuilt.
    let isSilent: Bool
    /// Revisions of this ownership begin above it.
    let revisionBase: Int
    let recent: RecentWork
    let session: DocumentSession
    var ledgers: [PatientID: PatientLedger] = [:]
    var changedLedgers: Set<PatientID> = []
    var announced = AnnouncedLedger()
    private(set) var outgoing: [OutgoingRecord] = []
    var tally = EngineTally()
    /// The earliest deadline, as far as this transaction knows; nil: look it up.
    var nextDue: Instant?
    var isNextDueKnown = false
    /// The deadline whose handlers run.
    var firing: Firing?

    init(
        _ database: Database, _ context: EngineContext, isSilent: Bool, revisionBase: Int, recent: RecentWork
    ) {
        self.database = database
        self.context = context
        self.recent = recent
        session = DocumentSession(recent)
        self.isSilent = isSilent
        self.revisionBase = revisionBase
    }

    private var writer: StoreWriter {
        StoreWriter(reader: StoreReader(database: database, session: session))
    }

    // MARK: Records

    /// Applies one record, after everything that was due before it.
    func apply(_ record: LogRecord) throws {
        try fireDeadlines(until: record.timestamp)
        tally.read += 1
        do {
            try handle(record)
        } catch let refusal as Refusal {
            try refuse(record, handler: "decode", because: refusal)
        }
        try context.cuts.reach(.recordApplied)
    }

    private func handle(_ record: LogRecord) throws {
        let event: CloudEvent
        do throws(EnvelopeError) {
            event = try CloudEvent(record.message)
        } catch {
            throw Refusal(code: error.code.rawValue, message: "envelope attribute \(error.attribute)")
        }
        let handlers = context.handlers.handlers(for: event.type, on: record.topic)
        guard !handlers.isEmpty else {
            tally.ignored += 1
            return
        }
        let frame = try frame(of: event, in: record)
        guard let data = event.data else { throw Refusal(code: "no-data", message: "the record has no value") }
        let id = Fingerprint.number("\(event.source)\n\(event.id)".utf8)
        let entity = event.entityID.map { Fingerprint.number($0.rawValue.utf8) }
        // A reading before a decision: every payload is decoded before any handler changes anything.
        let payloads = try handlers.map { try decode(data, event.type, for: $0) }
        guard try payloads.allSatisfy({ try isToBeHeard($0, record, of: frame.patient) }) else {
            tally.outdated += 1
            return
        }
        var ledger = try ledger(of: frame.patient)
        let content = Fingerprint.number(data)
        switch ledger.verdict(id: id, content: content, entity: entity, revision: event.revision) {
        case .repeated:
            tally.repeated += 1
            return
        case .outdated:
            tally.outdated += 1
            return
        case .reused:
            throw Refusal(code: "id-reused", message: "the same event id came with other content")
        case .new: break
        }
        for (handler, payload) in zip(handlers, payloads) {
            try run(handler, payload, frame, origin: record)
        }
        if let forgotten = payloads.first as? PatientForgotten, forgotten.patientId == frame.patient {
            ledger.forgetting = try forget(frame.patient, asIn: record, forgotten)
        }
        ledger.note(id: id, content: content, entity: entity, revision: event.revision)
        ledgers[frame.patient] = ledger
        changedLedgers.insert(frame.patient)
        tally.applied += 1
        if !isSilent { tally.types[event.type, default: 0] += 1 }
    }

    func frame(of event: CloudEvent, in record: LogRecord) throws -> EventFrame {
        let named = event.subject ?? record.message.key.flatMap { String(validating: $0, as: UTF8.self) }
        guard let patient = named, !patient.isEmpty else {
            throw Refusal(code: "no-patient", message: "neither subject nor key names a patient")
        }
        return EventFrame(
            id: event.id, source: event.source, type: event.type, time: event.time ?? record.timestamp,
            now: record.timestamp, patient: PatientID(patient), entityID: event.entityID, revision: event.revision,
            correlationID: event.correlationID, traceParent: event.traceParent)
    }

    func decode(_ data: [UInt8], _ type: EventType, for handler: AnyHandler) throws -> any EventPayload {
        do {
            return try handler.decode(data, type)
        } catch let error as PayloadError {
            throw Refusal(code: error.code.rawValue, message: "element \(error.path)")
        }
    }

    func ledger(of patient: PatientID) throws -> PatientLedger {
        if let known = ledgers[patient] { return known }
        let statement = try database.cachedStatement(sql: "SELECT ledger FROM patientLedger WHERE patientId = ?")
        let data = try Data.fetchOne(statement, arguments: [patient.rawValue])
        let ledger = try data.map { try PatientLedger(Array($0)) } ?? PatientLedger()
        ledgers[patient] = ledger
        return ledger
    }

    // MARK: Handlers

    func run(
        _ handler: AnyHandler, _ payload: any EventPayload, _ frame: EventFrame, origin: LogRecord?
    ) throws {
        let outcome = try handler.apply(payload, frame, writer)
        for announcement in outcome.announcements {
            try announce(announcement, cause: frame, handler: handler.name)
        }
        for change in outcome.deadlines { try apply(change, for: frame.patient) }
        if let refusal = outcome.refusal, let origin {
            try refuse(origin, handler: handler.name, because: refusal)
        }
        if let awaiting = outcome.awaiting, let origin {
            try hold(origin, for: awaiting, handler: handler.name, frame: frame)
        }
        for subject in outcome.settles { try release(subject, frame: frame) }
    }

    func announce(_ announcement: Announcement, cause: EventFrame, handler: String) throws {
        let patient = announcement.patient ?? cause.patient
        let entity = announcement.payload.entityID
        let standing = try announced.entry(for: entity, in: database)
        let revision = try max(standing?.revision ?? revisionFloor(of: patient), revisionBase) + 1
        guard let said = try recent.text(of: announcement.payload, revision: revision, unless: standing?.substance)
        else {
            tally.unchanged += 1
            return
        }
        let record = context.record(
            announcing: announcement.payload, as: said.json, on: announcement.topic, about: patient,
            revision: revision, cause: cause, handler: handler)
        announced.set(
            AnnouncedLedger.Entry(
                topic: announcement.topic, patient: patient, revision: revision, substance: said.substance,
                isTerminal: announcement.payload.isTerminal,
                withheld: isSilent ? RecordCodec.encode([record]) : nil),
            for: entity)
        if !isSilent {
            outgoing.append(record)
            if let measure = AlertMeasure(announcement.payload, because: cause.type) { tally.alerts.append(measure) }
        }
        tally.announced += 1
    }

    func refuse(_ record: LogRecord, handler: String, because refusal: Refusal) throws {
        let letter = DeadLetter.record(
            for: record, refusedBy: context.definition.name, handler: handler, because: refusal,
            partition: context.partition)
        tally.refused.append(refusal.code)
        guard isSilent else {
            outgoing.append(letter)
            return
        }
        try database.execute(
            sql: "INSERT OR IGNORE INTO withheldDeadLetter(origin, record) VALUES(?, ?)",
            arguments: [DeadLetter.origin(of: letter.message), Data(RecordCodec.encode([letter]))])
    }

    /// For the one-by-one rerun: the record's handlers fail for good, so it is refused whole.
    func refusePoison(_ record: LogRecord, attempts: Int) throws {
        tally.read += 1
        let refusal = Refusal(code: "handler-failed", message: "the record could not be applied")
        let letter = DeadLetter.record(
            for: record, refusedBy: context.definition.name, handler: "runtime", because: refusal,
            attempts: attempts, partition: context.partition)
        tally.refused.append(refusal.code)
        if isSilent {
            try database.execute(
                sql: "INSERT OR IGNORE INTO withheldDeadLetter(origin, record) VALUES(?, ?)",
                arguments: [DeadLetter.origin(of: letter.message), Data(RecordCodec.encode([letter]))])
        } else {
            outgoing.append(letter)
        }
    }

    // MARK: End

    /// Writes everything down: documents, ledgers, announcements, the outbox rows.
    func finish() throws -> [OutboxRow] {
        try session.flush(into: database)
        for patient in changedLedgers.sorted() {
            guard let ledger = ledgers[patient] else { continue }
            try database.cachedStatement(
                sql: "INSERT INTO patientLedger(patientId, ledger) VALUES(?, ?) "
                    + "ON CONFLICT(patientId) DO UPDATE SET ledger = excluded.ledger"
            ).execute(arguments: [patient.rawValue, Data(ledger.bytes)])
        }
        try announced.flush(into: database)
        return try Outbox.append(outgoing, to: database)
    }
}
