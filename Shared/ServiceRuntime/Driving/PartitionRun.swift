import EventContracts
import EventLog
import Foundation
import Logging
import MedicationDomain

/// The course of one partition between assignment and revocation, step by step.
struct PartitionRun {
    private let partition: Int32
    private let environment: WorkerEnvironment
    private(set) var engine: PartitionEngine
    private var reception: Reception
    /// Taken from the queues and not yet applied.
    private var batch: [Record] = []
    private var relay: OutboxRelay
    private var needsRejudging: Bool
    /// Every input has been read to the ends it had at this moment, once the queues have caught up.
    private var readAsOf: Instant
    /// The batch is part of what stood in the log at that moment: deadlines may fire as its records tell the time.
    private var isPast = true
    private var isReadyToCompare = false
    private var committed: [TopicName: Int64] = [:]
    private var committedAt = Instant(millisecondsSince1970: 0)

    init(_ opened: OpenedPartition, partition: Int32, environment: WorkerEnvironment) {
        self.partition = partition
        self.environment = environment
        engine = opened.engine
        reception = Reception(opened, partition: partition, environment: environment)
        readAsOf = opened.openedAt
        relay = OutboxRelay(engine: opened.engine, environment: environment, partition: partition)
        needsRejudging = true
        report()
    }

    private var now: Instant { environment.configuration.clock.now() }
    private func isOurs() -> Bool { environment.member.isFresh(partition) }

    mutating func accept(_ content: Mailbox.Content) { reception.accept(content, at: now) }

    // MARK: One step

    /// Does the next thing there is to do; true when there is nothing more to do for now.
    mutating func step() async throws -> Bool {
        try await relay.send()
        reception.resumeDrained()
        if batch.isEmpty {
            isPast = !reception.queues.isCaughtUp
            batch = reception.queues.next(
                atMost: environment.configuration.batchRecords, bytes: environment.configuration.batchBytes)
        }
        if !batch.isEmpty {
            let applied = try applyBatch()
            environment.metrics.applied(applied.tally)
            if engine.phase == .rebuilding { try environment.configuration.cuts.reach(.rebuildBatch) }
            reception.queues.putBack(batch.dropFirst(applied.taken))
            let isHeldUp = applied.taken < batch.count
            batch = []
            relay.rows += applied.rows
            try await relay.send()
            if isHeldUp { try await readOn() }
            try await commitOffsets(force: false)
            report()
            return false
        }
        guard reception.queues.isCaughtUp else {
            try await relay.land()
            report()
            return true
        }
        if engine.phase == .rebuilding {
            try await endRebuild()
            return false
        }
        if try await isHeldUpByDeadline() {
            report()
            return false
        }
        if try await rejudgeSome() { return false }
        let limit = environment.configuration.batchRecords
        let fired = try engine.fireDeadlines(until: min(now, readAsOf), atMost: limit, isStillOurs: isOurs)
        environment.metrics.applied(fired.tally)
        relay.rows += fired.rows
        try await relay.send()
        try await answerQuestions()
        try await commitOffsets(force: false)
        report()
        guard reception.queues.isEmpty, fired.tally.fired < limit else { return false }
        try await relay.land()
        report()
        return true
    }

    /// Part of a batch may be committed before the rest fails: what is committed is not applied again, and its
    /// announcements are taken from the store.
    private mutating func applyBatch() throws -> Applied {
        do {
            return try engine.apply(batch, readAsOf: isPast ? .endOfTime : readAsOf, isStillOurs: isOurs)
        } catch {
            relay.readStored()
            batch.removeAll { $0.offset < engine.positions[$0.topic] ?? 0 }
            throw error
        }
    }

    // MARK: Answers before deadlines

    /// Asks the log where its inputs end now; until they are read that far, records come in the order of their time.
    ///
    /// So a deadline fires only when no answer to it stands unread in the log: after a pause of this process, or while
    /// one input lags behind another, the clock alone proves nothing.
    private mutating func readOn() async throws {
        let moment = now
        let inputs = environment.definition.inputs
        let found = try await environment.log.ends(of: inputs.map { TopicPartition($0, partition) })
        let goals = Dictionary(uniqueKeysWithValues: found.map { ($0.key.topic, $0.value) })
        reception.require(goals)
        readAsOf = moment
    }

    private mutating func isHeldUpByDeadline() async throws -> Bool {
        guard let due = try engine.nextDeadline(), due <= now, due > readAsOf else { return false }
        try await readOn()
        return true
    }

    func nextWake() throws -> Instant? {
        guard reception.queues.isCaughtUp, engine.phase == .live else { return nil }
        return try engine.nextDeadline()
    }

    // MARK: Offsets

    private mutating func commitOffsets(force: Bool) async throws {
        let clock = now
        // Also after the clock was put back.
        let isDue = clock.since(committedAt) >= .seconds(1) || clock < committedAt
        guard force || isDue, engine.positions != committed else { return }
        try environment.configuration.cuts.reach(.beforeOffsetCommit)
        committedAt = clock
        committed = engine.positions
        let offsets = Dictionary(
            uniqueKeysWithValues: engine.positions.map { (TopicPartition($0.key, partition), $0.value) })
        do {
            try await environment.member.commit(offsets)
        } catch let error as LogError {
            // They tell others of our lag; what counts stands in the store.
            environment.logger.debug("offsets not committed", metadata: ["reason": "\(error.code)"])
        }
        try environment.configuration.cuts.reach(.afterOffsetCommit)
    }

    // MARK: Rebuild and new knowledge

    private mutating func endRebuild() async throws {
        let outputs = environment.definition.outputs.map(\.name) + [.deadLetters(of: environment.definition.name)]
        let definition = environment.definition
        // What came while the history was read is part of the past, too.
        guard isReadyToCompare else {
            isReadyToCompare = true
            return try await readOn()
        }
        var history = PublishedHistory()
        let read = try await environment.log.readAll(outputs.map { TopicPartition($0, partition) }) { record in
            history.note(record, definition: definition)
        }
        for output in definition.outputs { history.ends[output.name] = read[TopicPartition(output.name, partition)] }
        let applied = try engine.finishRebuild(comparedWith: history, at: readAsOf)
        relay.rows += applied.rows
        environment.logger.info(
            "rebuilt", metadata: ["partition": "\(partition)", "differences": "\(applied.tally.announced)"])
        report()
        try await relay.send()
    }

    private mutating func rejudgeSome() async throws -> Bool {
        guard needsRejudging else { return false }
        guard try engine.needsRejudging() else {
            needsRejudging = false
            return false
        }
        let (applied, isDone) = try engine.rejudge(
            atMost: environment.configuration.rejudgePatients, at: readAsOf, isStillOurs: isOurs)
        environment.metrics.applied(applied.tally)
        relay.rows += applied.rows
        try await relay.send()
        if isDone {
            needsRejudging = false
            environment.logger.info(
                "judged again by new knowledge",
                metadata: ["partition": "\(partition)", "version": "\(environment.definition.knowledge.version)"])
        }
        return true
    }

    // MARK: Questions

    private mutating func answerQuestions() async throws {
        let questions = reception.questions
        guard let last = questions.last else { return }
        let oldest = now - environment.configuration.questionExpiry
        var replies: [OutgoingRecord] = []
        for record in questions where record.timestamp >= oldest {
            if let reply = try QuestionDesk(definition: environment.definition).reply(
                to: record, from: engine, now: now)
            {
                replies.append(reply)
            }
        }
        if !replies.isEmpty { try await environment.producer.append(replies) }
        for topic in Set(questions.map(\.topic)) {
            let offset = questions.last { $0.topic == topic }?.offset ?? last.offset
            try engine.noteQuestionsRead(to: offset + 1, of: topic, at: now)
        }
        reception.forgetQuestions()
    }

    // MARK: Ends

    /// Says what is still to be said, before the partition is handed over.
    mutating func finish() async throws {
        try environment.configuration.cuts.reach(.beforeRevoked)
        do {
            try await relay.send()
            try await relay.land()
            try await commitOffsets(force: true)
        } catch let killed as Killed {
            throw killed
        } catch {
            // The outbox stands in the store: whoever opens it next sends it.
            environment.report("not published before hand-over", partition: partition)
        }
    }

    func close() throws { try engine.store.close() }

    /// The store is unreadable: it is set aside and built again from the log.
    mutating func startOver() async throws {
        await relay.letGo()
        try? engine.store.close()
        let stamp = String(now.millisecondsSince1970)
        try environment.folder.setAside(partition, suffix: "corrupt-\(stamp)")
        let opening = PartitionOpening(environment: environment)
        let reports = try await opening.lastReports(on: [partition])
        let opened = try await opening.open(partition, lastReport: reports[partition])
        let starts = try await environment.log.offsets(of: opened.ends.keys.map { TopicPartition($0, partition) })
        reception.resumeAll()
        self = PartitionRun(opened, partition: partition, environment: environment)
        for (place, range) in starts { reception.readAgain(place.topic, from: range.earliest) }
    }

    /// Only what stands in the log counts as done: who reads that this partition has come so far looks there next.
    private func report() {
        let (clock, told) = (now, relay.told)
        let inputs = environment.definition.inputs.map { topic in
            let next = told.positions[topic] ?? 0
            let end = reception.ends[topic]
            let isAtEnd = batch.isEmpty && reception.queues.count(of: topic) == 0 && next >= end ?? 0
            return ServiceStatus.InputProgress(
                topic: topic, nextOffset: next, endOffset: max(end ?? next, next),
                processedThrough: isAtEnd ? clock : told.through[topic])
        }
        let phase: ServiceStatus.Phase = engine.phase == .rebuilding ? .rebuilding : needsRejudging ? .rejudging : .live
        environment.health.set(
            partition,
            ServiceHealth.Partition(phase: phase, trouble: nil, inputs: inputs, epoch: engine.ownership.epoch))
    }
}
