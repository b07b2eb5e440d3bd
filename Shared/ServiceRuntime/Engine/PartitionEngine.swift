import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain

/// One partition's state machine, without any waiting: records in, transactions, outbox out.
///
/// Used by one task at a time. The same engine runs under the Kafka driver and under a simulation.
final class PartitionEngine {
    let context: EngineContext
    let store: PartitionStore
    let recent = RecentWork()
    /// Next offset of every input, as committed.
    private(set) var positions: [TopicName: Int64] = [:]
    private(set) var processedThrough: [TopicName: Instant] = [:]
    private(set) var phase: Phase
    /// Who speaks for this partition, counted: a later owner's revisions lie above all that an earlier one may still
    /// say, so whoever wakes up late is not heard.
    private(set) var ownership: Ownership
    /// How far the own output topics stood when the log last took something from this store.
    private(set) var outputEnds: [TopicName: Int64] = [:]
    /// The earliest deadline, once it was looked up since the state was last changed; it is asked for after every batch.
    private var nextDue: Instant??
    /// Deadlines fired in transaction after transaction, until none was due.
    private var firedWithoutPause = 0

    enum Phase: String, Sendable {
        /// Announcements are withheld until the inputs are read to the end seen at assignment.
        case rebuilding
        case live
    }

    /// Opens the engine on a store; a store without history starts in `rebuilding`.
    init(
        _ definition: ServiceDefinition, partition: Int32, store: PartitionStore, identity: StoreIdentity,
        cuts: CutPoints = CutPoints()
    ) throws {
        context = EngineContext(definition, partition: partition, cuts: cuts)
        self.store = store
        phase = try store.queue.write { database in
            try identity.check(database, definition: definition, partition: partition)
        }
        ownership = try store.look(Ownership.init)
        try loadPositions()
        try cuts.reach(.storeOpened)
    }

    private func loadPositions() throws {
        try store.look { database in
            for row in try Row.fetchAll(database, sql: "SELECT topic, nextOffset, processedThrough FROM inputOffset") {
                let topic = TopicName(rawValue: row[0])
                positions[topic] = row[1]
                let through: Int64? = row[2]
                processedThrough[topic] = through.map(Instant.init(millisecondsSince1970:))
            }
            for row in try Row.fetchAll(database, sql: "SELECT topic, nextOffset FROM outputOffset") {
                outputEnds[TopicName(rawValue: row[0])] = row[1]
            }
        }
    }

    var progress: Progress { Progress(positions: positions, through: processedThrough) }

    // MARK: Batches

    /// Applies a batch in one transaction; when a record fails, the batch is run again one record at a time, so that
    /// poison hits only itself. Throws what is passing (disk full, no longer ours): nothing of the batch is kept then.
    ///
    /// `readAsOf` is the moment up to which every input is known to have been read: a later deadline does not fire,
    /// and the batch ends before the first record that would need it to have fired (`Applied.taken` says where).
    func apply(
        _ records: [LogRecord], readAsOf: Instant = .endOfTime, isStillOurs: () -> Bool
    ) throws -> Applied {
        guard !records.isEmpty else { return Applied() }
        var taken = 0
        do {
            var applied = try commit(isStillOurs) { transaction in
                taken = 0
                for record in records {
                    try transaction.fireDeadlines(until: min(record.timestamp, readAsOf))
                    guard try !transaction.isDue(by: record.timestamp) else { break }
                    try transaction.apply(record)
                    taken += 1
                }
            } advancing: {
                records.prefix(taken)
            }
            applied.taken = taken
            return applied
        } catch  where !Failure(error).isPassing {
            return try applyOneByOne(records, readAsOf: readAsOf, isStillOurs: isStillOurs)
        }
    }

    private func applyOneByOne(
        _ records: [LogRecord], readAsOf: Instant, isStillOurs: () -> Bool
    ) throws -> Applied {
        var applied = Applied()
        for record in records {
            // What is due before the record is its own affair: when it fails, the partition stops, and no record is
            // blamed for it.
            applied.merge(
                try commit(isStillOurs) {
                    try $0.fireDeadlines(until: min(record.timestamp, readAsOf))
                } advancing: {
                    []
                })
            if let due = try nextDeadline(), due <= record.timestamp { break }
            defer { applied.taken += 1 }
            do {
                applied.merge(
                    try commit(isStillOurs) {
                        try $0.apply(record)
                    } advancing: {
                        [record]
                    })
            } catch  where !Failure(error).isPassing {
                applied.merge(
                    try commit(isStillOurs) {
                        try $0.refusePoison(record, attempts: 2)
                    } advancing: {
                        [record]
                    })
            }
        }
        return applied
    }

    /// Fires what the wall clock says is due; only for a partition that is live and has nothing left to read.
    ///
    /// Thousands may be due at once after an outage. A limit lets the first of them be announced while the others are
    /// worked on, and a crash repeats no more than one transaction.
    func fireDeadlines(until now: Instant, atMost limit: Int = .max, isStillOurs: () -> Bool) throws -> Applied {
        let before = firedWithoutPause
        // Also when this throws: whoever tries again begins to count anew.
        firedWithoutPause = 0
        guard phase == .live, let next = try nextDeadline(), next <= now else { return Applied() }
        let applied = try commit(isStillOurs) {
            try $0.fireDeadlines(until: now, atMost: limit, after: before)
        } advancing: {
            []
        }
        firedWithoutPause = before + applied.tally.fired
        return applied
    }

    func nextDeadline() throws -> Instant? {
        if let nextDue { return nextDue }
        let found: Instant? = try store.look { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql:
                        "SELECT MIN(due) FROM (SELECT MIN(due) AS due FROM deadline UNION ALL SELECT MIN(expires) FROM pending)"
                )
            ).map(Instant.init(millisecondsSince1970:))
        }
        nextDue = .some(found)
        return found
    }

    /// Changes the state in one transaction.
    func change<Result>(_ body: (Database) throws -> Result) throws -> Result {
        nextDue = nil
        return try store.queue.write(body)
    }

    /// One transaction: the work, the outbox rows, the next offsets; committed only while the partition is ours.
    private func commit(
        _ isStillOurs: () -> Bool, _ work: (EngineTransaction) throws -> Void,
        advancing records: () -> ArraySlice<LogRecord>
    ) throws -> Applied {
        let (rows, tally, next) = try change { database in
            let transaction = EngineTransaction(
                database, context, isSilent: phase == .rebuilding, revisionBase: ownership.revisionBase,
                recent: recent)
            try work(transaction)
            let rows = try transaction.finish()
            let next = try advance(records(), in: database)
            try context.cuts.reach(.beforeCommit)
            guard isStillOurs() else { throw NoLongerOurs() }
            return (rows, transaction.tally, next)
        }
        for (topic, place) in next {
            positions[topic] = place.offset
            processedThrough[topic] = place.through
        }
        try context.cuts.reach(.afterCommit)
        return Applied(rows: rows, tally: tally)
    }

    private func advance(
        _ records: ArraySlice<LogRecord>, in database: Database
    ) throws -> [TopicName: (offset: Int64, through: Instant)] {
        var next: [TopicName: (offset: Int64, through: Instant)] = [:]
        for record in records { next[record.topic] = (record.offset + 1, record.timestamp) }
        for (topic, place) in next { try database.setOffset(place.offset, through: place.through, of: topic) }
        return next
    }

    /// Accepts a hole in the log (compaction, control records) after it was looked for once.
    func skip(to offset: Int64, of topic: TopicName) { positions[topic] = offset }

    /// Remembers how far questions were read; they are no part of the state.
    func noteQuestionsRead(to offset: Int64, of topic: TopicName, at now: Instant) throws {
        try store.queue.write { try $0.setOffset(offset, through: now, of: topic) }
        positions[topic] = offset
    }

    // MARK: Outbox

    func outbox(limit: Int) throws -> [OutboxRow] {
        try store.look { try Outbox.rows(in: $0, limit: limit) }
    }

    /// The event ids of everything that waits to be sent.
    func outboxIDs() throws -> [String] {
        try outbox(limit: .max).flatMap { $0.records.compactMap { $0.message.header("ce_id") } }
    }

    /// The log has them: they need not be sent again. The receipt tells how far the output topics stand since.
    ///
    /// When they stand further than what was sent explains, somebody else has spoken in between, and this store does not
    /// know what: it goes on, but what it knows ends before that, so it is not trusted when it is opened again.
    func acknowledge(
        through id: Int64, receipt: [TopicPartition: Int64] = [:], sent: [OutgoingRecord] = []
    ) throws {
        let outputs = Set(context.definition.outputs.map(\.name))
        var ends = receipt.filter { outputs.contains($0.key.topic) && $0.key.partition == context.partition }
        let counts = Dictionary(sent.map { ($0.topic, Int64(1)) }, uniquingKeysWith: +)
        ends = ends.filter { place, end in end == (outputEnds[place.topic] ?? 0) + (counts[place.topic] ?? 0) }
        try store.queue.write { database in
            try Outbox.delete(through: id, in: database)
            for (place, end) in ends { try database.setOutputEnd(end, of: place.topic) }
        }
        for (place, end) in ends { outputEnds[place.topic] = end }
    }

    /// All that stands on the output topics up to these ends waits in the outbox, too: it was published, and the
    /// process died before it noted that.
    func noteOwnOutputs(upTo ends: [TopicPartition: Int64]) {
        for (place, end) in ends { outputEnds[place.topic] = end }
    }

    // MARK: Questions

    func answer<Result>(_ body: (StoreReader) throws -> Result) throws -> Result {
        let session = DocumentSession(recent)
        defer { session.rememberRead() }
        return try store.look { try body(StoreReader(database: $0, session: session)) }
    }

    // MARK: Phases

    /// Begins a new ownership: what is announced from here on is numbered above all that was said before.
    func takeOver(epoch: Int) throws {
        ownership = try store.queue.write { try Ownership.begin(epoch: epoch, in: $0) }
    }

    /// The end of a rebuild, once it is committed.
    func becomeLive(_ ownership: Ownership, outputEnds: [TopicName: Int64]) {
        phase = .live
        self.ownership = ownership
        self.outputEnds = outputEnds
    }
}

/// The partition was taken away while the batch ran; the batch was rolled back.
struct NoLongerOurs: Error {}

extension Database {
    func setOutputEnd(_ end: Int64, of topic: TopicName) throws {
        try cachedStatement(
            sql: """
                INSERT INTO outputOffset(topic, nextOffset) VALUES(?, ?)
                ON CONFLICT(topic) DO UPDATE SET nextOffset = excluded.nextOffset
                """
        ).execute(arguments: [topic.rawValue, end])
    }

    func setOffset(_ offset: Int64, through: Instant?, of topic: TopicName) throws {
        try cachedStatement(
            sql: """
                INSERT INTO inputOffset(topic, nextOffset, processedThrough) VALUES(?, ?, ?)
                ON CONFLICT(topic) DO UPDATE SET nextOffset = excluded.nextOffset,
                    processedThrough = excluded.processedThrough
                """
        ).execute(arguments: [topic.rawValue, offset, through?.millisecondsSince1970])
    }
}
