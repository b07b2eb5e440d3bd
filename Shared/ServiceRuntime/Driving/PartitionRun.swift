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
    private var queues: InputQueues
    private var questions: [Record] = []
    /// Taken from the queues and not yet applied.
    private var batch: [Record] = []
    /// Committed and not yet acknowledged by the log.
    private var unsent: [OutboxRow] = []
    private var hasStoredOutbox: Bool
    private var needsRejudging: Bool
    private var expected: [TopicName: Int64]
    private var soughtGap: [TopicName: (expected: Int64, found: Int64)] = [:]
    private var ends: [TopicName: Int64]
    /// Every input has been read to the ends it had at this moment, once the queues have caught up.
    private var readAsOf: Instant
    /// The batch is part of what stood in the log at that moment: deadlines may fire as its records tell the time.
    private var isPast = true
    private var isReadyToCompare = false
    private var paused: Set<TopicName> = []
    private var committed: [TopicName: Int64] = [:]
    private var committedAt = Instant(millisecondsSince1970: 0)

    init(_ opened: OpenedPartition, partition: Int32, environment: WorkerEnvironment) {
        self.partition = partition
        self.environment = environment
        engine = opened.engine
        ends = opened.ends
        readAsOf = opened.openedAt
        expected = opened.engine.positions
        let inputs = opened.ends.filter { environment.definition.inputs.contains($0.key) }
        queues = InputQueues(ends: inputs, positions: opened.engine.positions)
        hasStoredOutbox = true
        needsRejudging = true
        report()
    }

    private var now: Instant { environment.configuration.clock.now() }
    private func isOurs() -> Bool { environment.member.isFresh(partition) }

    // MARK: Taking in

    mutating func accept(_ content: Mailbox.Content) {
        for item in content.items {
            switch item {
            case .records(let records): accept(records)
            case .end(let topic, let offset): accept(endOf: topic, at: offset)
            }
        }
        paused.formUnion(content.paused)
        for topic in queues.topics + environment.definition.questionTopics
        where waiting(of: topic) > InputQueues.highWater && !paused.contains(topic) {
            environment.member.pause([TopicPartition(topic, partition)])
            paused.insert(topic)
        }
    }

    private func waiting(of topic: TopicName) -> Int {
        environment.definition.questionTopics.contains(topic) ? questions.count : queues.count(of: topic)
    }

    private mutating func accept(_ records: [Record]) {
        guard let topic = records.first?.topic else { return }
        let clock = now
        var fresh: [Record] = []
        fresh.reserveCapacity(records.count)
        for var record in records {
            if let next = expected[topic], record.offset < next { continue }
            guard isNext(record.offset, of: topic) else { break }
            expected[topic] = record.offset + 1
            // Brokers that cannot stamp arrival pass on the producer's clock, which may be ahead of everybody's, or none.
            record.timestamp = record.timestamp < .beginningOfTime ? clock : min(record.timestamp, clock)
            fresh.append(record)
        }
        if environment.definition.questionTopics.contains(topic) {
            questions += fresh
        } else {
            queues.append(fresh)
        }
    }

    /// Nothing follows before that offset; what was said before a gap was sought again says nothing.
    private mutating func accept(endOf topic: TopicName, at offset: Int64) {
        ends[topic] = max(ends[topic] ?? 0, offset)
        if environment.definition.questionTopics.contains(topic) { return }
        if let next = expected[topic], offset < next { return }
        guard isNext(offset, of: topic) else { return }
        expected[topic] = offset
        queues.noteEnd(of: topic, at: offset)
    }

    /// Whether what is found at that offset continues what was received. A gap is sought once; found again, it is a
    /// hole in the log itself (compaction, control records).
    private mutating func isNext(_ offset: Int64, of topic: TopicName) -> Bool {
        guard let next = expected[topic], offset > next else {
            soughtGap[topic] = nil
            return true
        }
        guard let sought = soughtGap[topic], sought == (next, offset) else {
            soughtGap[topic] = (next, offset)
            environment.member.seek(TopicPartition(topic, partition), to: next)
            return false
        }
        soughtGap[topic] = nil
        environment.logger.warning(
            "the log has a hole",
            metadata: [
                "topic": "\(topic)", "partition": "\(partition)", "expected": "\(next)", "found": "\(offset)",
            ])
        return true
    }

    // MARK: One step

    /// Does the next thing there is to do; true when there is nothing more to do for now.
    mutating func step() async throws -> Bool {
        try await publish()
        resumeDrained()
        if batch.isEmpty {
            isPast = !queues.isCaughtUp
            batch = queues.next(
                atMost: environment.configuration.batchRecords, bytes: environment.configuration.batchBytes)
        }
        if !batch.isEmpty {
            let applied = try applyBatch()
            environment.metrics.applied(applied.tally)
            if engine.phase == .rebuilding { try environment.configuration.cuts.reach(.rebuildBatch) }
            queues.putBack(batch.dropFirst(applied.taken))
            let isHeldUp = applied.taken < batch.count
            batch = []
            unsent += applied.rows
            try await publish()
            if isHeldUp { try await readOn() }
            try await commitOffsets(force: false)
            report()
            return false
        }
        guard queues.isCaughtUp else { return true }
        if engine.phase == .rebuilding {
            try await endRebuild()
            return false
        }
        if try await isHeldUpByDeadline() {
            report()
            return false
        }
        if try await rejudgeSome() { return false }
        let fired = try engine.fireDeadlines(until: min(now, readAsOf), isStillOurs: isOurs)
        environment.metrics.applied(fired.tally)
        unsent += fired.rows
        try await publish()
        try await answerQuestions()
        try await commitOffsets(force: false)
        report()
        return queues.isEmpty
    }

    /// Part of a batch may be committed before the rest fails: what is committed is not applied again, and its
    /// announcements are taken from the store.
    private mutating func applyBatch() throws -> Applied {
        do {
            return try engine.apply(batch, readAsOf: isPast ? .endOfTime : readAsOf, isStillOurs: isOurs)
        } catch {
            hasStoredOutbox = true
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
        ends.merge(goals) { max($0, $1) }
        queues.require(goals)
        readAsOf = moment
    }

    private mutating func isHeldUpByDeadline() async throws -> Bool {
        guard let due = try engine.nextDeadline(), due <= now, due > readAsOf else { return false }
        try await readOn()
        return true
    }

    func nextWake() throws -> Instant? {
        guard queues.isCaughtUp, engine.phase == .live else { return nil }
        return try engine.nextDeadline()
    }

    private mutating func resumeDrained() {
        let drained = paused.filter { waiting(of: $0) < InputQueues.highWater / 4 }
        guard !drained.isEmpty else { return }
        environment.member.resume(drained.map { TopicPartition($0, partition) })
        paused.subtract(drained)
    }

    // MARK: Publishing

    private mutating func publish() async throws {
        if hasStoredOutbox {
            unsent = try engine.outbox(limit: 1000)
            hasStoredOutbox = unsent.count == 1000
        }
        guard let last = unsent.last else { return }
        try environment.configuration.cuts.reach(.beforeProduce)
        guard isOurs() else { throw NoLongerOurs() }
        let records = unsent.flatMap(\.records)
        try environment.configuration.cuts.reach(.freshnessChecked)
        let receipt = try await environment.append(try await restoringOriginals(in: records))
        try environment.configuration.cuts.reach(.afterProduce)
        try engine.acknowledge(through: last.id, receipt: receipt)
        environment.metrics.published(records.count)
        unsent = []
    }

    /// A dead letter of something we made of a hospital record carries that record's own bytes.
    private func restoringOriginals(in records: [OutgoingRecord]) async throws -> [OutgoingRecord] {
        let letters = TopicName.deadLetters(of: environment.definition.name)
        var result = records
        for (index, record) in records.enumerated() where record.topic == letters {
            guard let origin = DeadLetter.hospitalOrigin(of: record.message),
                origin.place.topic == environment.definition.intake?.source
            else { continue }
            do {
                if let original = try await environment.log.record(at: origin.offset, of: origin.place) {
                    result[index] = DeadLetter.restoring(original.message, in: record)
                }
            } catch let error as LogError {
                // The letter goes as it is; its headers still name the place of the hospital's record.
                environment.logger.warning("original not read", metadata: ["reason": "\(error.code)"])
            }
        }
        return result
    }

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
        unsent += applied.rows
        environment.logger.info(
            "rebuilt", metadata: ["partition": "\(partition)", "differences": "\(applied.tally.announced)"])
        report()
        try await publish()
    }

    private mutating func rejudgeSome() async throws -> Bool {
        guard needsRejudging else { return false }
        guard try engine.needsRejudging() else {
            needsRejudging = false
            return false
        }
        let (applied, isDone) = try engine.rejudge(
            atMost: environment.configuration.rejudgePatients, at: readAsOf, isStillOurs: isOurs)
        unsent += applied.rows
        try await publish()
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
        questions = []
    }

    // MARK: Ends

    /// Says what is still to be said, before the partition is handed over.
    mutating func finish() async throws {
        try environment.configuration.cuts.reach(.beforeRevoked)
        do {
            try await publish()
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
        try? engine.store.close()
        let stamp = String(now.millisecondsSince1970)
        try environment.folder.setAside(partition, suffix: "corrupt-\(stamp)")
        let opening = PartitionOpening(environment: environment)
        let reports = try await opening.lastReports(on: [partition])
        let opened = try await opening.open(partition, lastReport: reports[partition])
        let starts = try await environment.log.offsets(of: opened.ends.keys.map { TopicPartition($0, partition) })
        environment.member.resume(paused.map { TopicPartition($0, partition) })
        self = PartitionRun(opened, partition: partition, environment: environment)
        for (place, range) in starts {
            expected[place.topic] = range.earliest
            environment.member.seek(place, to: range.earliest)
        }
    }

    private func report() {
        let clock = now
        let inputs = environment.definition.inputs.map { topic in
            let next = engine.positions[topic] ?? 0
            let end = ends[topic]
            let isAtEnd = batch.isEmpty && queues.count(of: topic) == 0 && next >= end ?? 0
            return ServiceStatus.InputProgress(
                topic: topic, nextOffset: next, endOffset: max(end ?? next, next),
                processedThrough: isAtEnd ? clock : engine.processedThrough[topic])
        }
        let phase: ServiceStatus.Phase = engine.phase == .rebuilding ? .rebuilding : needsRejudging ? .rejudging : .live
        environment.health.set(
            partition,
            ServiceHealth.Partition(phase: phase, trouble: nil, inputs: inputs, epoch: engine.ownership.epoch))
    }
}
