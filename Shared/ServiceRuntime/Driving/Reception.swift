import EventContracts
import EventLog
import Logging
import MedicationDomain

/// What has arrived for one partition and was not applied yet, and what must come next.
///
/// A topic with too much waiting is paused until most of it is applied. A gap in the offsets is sought once.
struct Reception {
    private let partition: Int32
    private let environment: WorkerEnvironment
    var queues: InputQueues
    private(set) var questions: [Record] = []
    /// How far each topic is known to go.
    private(set) var ends: [TopicName: Int64]
    private var expected: [TopicName: Int64]
    private var soughtGap: [TopicName: (expected: Int64, found: Int64)] = [:]
    private var paused: Set<TopicName> = []

    init(_ opened: OpenedPartition, partition: Int32, environment: WorkerEnvironment) {
        (self.partition, self.environment) = (partition, environment)
        ends = opened.ends
        expected = opened.engine.positions
        let inputs = opened.ends.filter { environment.definition.inputs.contains($0.key) }
        queues = InputQueues(ends: inputs, positions: opened.engine.positions)
    }

    // MARK: Taking in

    mutating func accept(_ content: Mailbox.Content, at now: Instant) {
        for item in content.items {
            switch item {
            case .records(let records): accept(records, at: now)
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

    private mutating func accept(_ records: [Record], at now: Instant) {
        guard let topic = records.first?.topic else { return }
        var fresh: [Record] = []
        fresh.reserveCapacity(records.count)
        for var record in records {
            if let next = expected[topic], record.offset < next { continue }
            guard isNext(record.offset, of: topic) else { break }
            expected[topic] = record.offset + 1
            // Brokers that cannot stamp arrival pass on the producer's clock, which may be ahead of everybody's, or none.
            record.timestamp = record.timestamp < .beginningOfTime ? now : min(record.timestamp, now)
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

    /// The inputs count as caught up only when they are read to these ends.
    mutating func require(_ goals: [TopicName: Int64]) {
        ends.merge(goals) { max($0, $1) }
        queues.require(goals)
    }

    mutating func forgetQuestions() { questions = [] }

    /// Everything of the topic is read once more.
    mutating func readAgain(_ topic: TopicName, from offset: Int64) {
        expected[topic] = offset
        environment.member.seek(TopicPartition(topic, partition), to: offset)
    }

    // MARK: Pausing

    mutating func resumeDrained() {
        let drained = paused.filter { waiting(of: $0) < InputQueues.highWater / 4 }
        guard !drained.isEmpty else { return }
        environment.member.resume(drained.map { TopicPartition($0, partition) })
        paused.subtract(drained)
    }

    func resumeAll() { environment.member.resume(paused.map { TopicPartition($0, partition) }) }
}
