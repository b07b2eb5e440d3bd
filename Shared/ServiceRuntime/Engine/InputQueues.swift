import DequeModule
import EventContracts
import EventLog
import MedicationDomain

/// Records that wait for a partition, one queue per input, taken out in the order of time.
///
/// While an input has a goal (an end that the log was seen to have), a record is only given out when each input that
/// is not yet there has one waiting, too: so a catching-up partition sees the past in the order it happened, and an
/// answer that waits in the log comes before the deadline it answers.
struct InputQueues {
    /// Above this many waiting records an input is paused; below a quarter of it, it flows again.
    static let highWater = 4000

    private struct Input {
        let topic: TopicName
        var queue: Deque<Record> = []
        /// Everything below this offset has been received, and either waits here or has been taken out.
        var received: Int64
        /// Set while the records below this offset have not all been taken out.
        var goal: Int64?

        var isAtGoal: Bool { goal.map { (queue.first?.offset ?? received) >= $0 } ?? true }
    }
    private var inputs: [Input]
    private(set) var isCaughtUp = true

    /// `ends` are the log's ends at assignment, `positions` the next offsets to be read.
    init(ends: [TopicName: Int64], positions: [TopicName: Int64]) {
        inputs = ends.keys.sorted().map { Input(topic: $0, received: positions[$0] ?? 0) }
        require(ends)
    }

    var isEmpty: Bool { inputs.allSatisfy(\.queue.isEmpty) }
    func count(of topic: TopicName) -> Int { inputs.first { $0.topic == topic }?.queue.count ?? 0 }
    var topics: [TopicName] { inputs.map(\.topic) }
    /// The time of the record that would be given out next; nil when none is sure to be next.
    var nextTimestamp: Instant? { nextInput().flatMap { inputs[$0].queue.first?.timestamp } }

    /// Sets goals: everything below these ends is to be taken out before anything above them.
    mutating func require(_ ends: [TopicName: Int64]) {
        for index in inputs.indices {
            guard let end = ends[inputs[index].topic] else { continue }
            inputs[index].goal = max(end, inputs[index].goal ?? 0)
        }
        settle()
    }

    mutating func append(_ records: [Record]) {
        guard let last = records.last, let index = inputs.firstIndex(where: { $0.topic == last.topic }) else { return }
        inputs[index].queue.append(contentsOf: records)
        inputs[index].received = max(inputs[index].received, last.offset + 1)
    }

    /// Returns records that were taken out and not applied, each to the head of its queue.
    mutating func putBack(_ records: some BidirectionalCollection<Record>) {
        for record in records.reversed() {
            guard let index = inputs.firstIndex(where: { $0.topic == record.topic }) else { continue }
            inputs[index].queue.prepend(record)
        }
    }

    /// The log itself says that nothing follows before that offset: its last offsets may hold no records.
    mutating func noteEnd(of topic: TopicName, at offset: Int64) {
        guard let index = inputs.firstIndex(where: { $0.topic == topic }) else { return }
        inputs[index].received = max(inputs[index].received, offset)
        settle()
    }

    /// The next records in order of (timestamp, topic, offset), as far as they are sure to be next.
    ///
    /// A batch ends where the past ends: what it returns was either all part of catching up or all after it.
    mutating func next(atMost limit: Int, bytes byteLimit: Int) -> [Record] {
        var result: [Record] = []
        var bytes = 0
        while result.count < limit, bytes < byteLimit, let index = nextInput() {
            let record = inputs[index].queue.removeFirst()
            bytes += record.byteCount
            result.append(record)
            guard !isCaughtUp, inputs[index].isAtGoal else { continue }
            settle()
            if isCaughtUp { break }
        }
        return result
    }

    private mutating func settle() {
        for index in inputs.indices where inputs[index].isAtGoal { inputs[index].goal = nil }
        isCaughtUp = inputs.allSatisfy { $0.goal == nil }
    }

    private func nextInput() -> Int? {
        var best: (index: Int, record: Record)?
        for (index, input) in inputs.enumerated() {
            guard let record = input.queue.first else {
                if input.goal != nil { return nil }
                continue
            }
            // While catching up, an input that has reached its goal waits for the others.
            if !isCaughtUp, input.goal == nil { continue }
            if let standing = best?.record,
                (standing.timestamp, standing.topic, standing.offset)
                    <= (record.timestamp, record.topic, record.offset)
            {
                continue
            }
            best = (index, record)
        }
        return best?.index
    }
}
