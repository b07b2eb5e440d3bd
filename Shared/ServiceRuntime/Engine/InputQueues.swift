import DequeModule
import EventContracts
import EventLog
import MedicationDomain

/// Records that wait for a partition, one queue per input, taken out in the order of time.
///
/// Until every input has been read to the end seen at assignment, a record is only given out when each input that is
/// not yet there has one waiting, too: so a catching-up partition sees the past in the order it happened, and an
/// answer that waits in the log comes before the deadline it answers.
struct InputQueues {
    /// Above this many waiting records an input is paused; below a quarter of it, it flows again.
    static let highWater = 4000

    private struct Input {
        let topic: TopicName
        var queue: Deque<Record> = []
        /// Set while the end seen at assignment is not reached.
        var goal: Int64?
    }
    private var inputs: [Input]
    private(set) var isCaughtUp: Bool

    /// `ends` are the log's ends at assignment, `positions` the next offsets to be read.
    init(ends: [TopicName: Int64], positions: [TopicName: Int64]) {
        inputs = ends.keys.sorted().map { topic in
            let goal = ends[topic].flatMap { $0 > positions[topic] ?? 0 ? $0 : nil }
            return Input(topic: topic, goal: goal)
        }
        isCaughtUp = inputs.allSatisfy { $0.goal == nil }
    }

    var isEmpty: Bool { inputs.allSatisfy(\.queue.isEmpty) }
    func count(of topic: TopicName) -> Int { inputs.first { $0.topic == topic }?.queue.count ?? 0 }
    var topics: [TopicName] { inputs.map(\.topic) }

    mutating func append(_ records: [Record]) {
        guard let topic = records.first?.topic, let index = inputs.firstIndex(where: { $0.topic == topic }) else {
            return
        }
        inputs[index].queue.append(contentsOf: records)
    }

    /// The log itself says that an input's end is reached: its last offsets may hold no records.
    mutating func noteEnd(of topic: TopicName, at offset: Int64) {
        guard let index = inputs.firstIndex(where: { $0.topic == topic }), inputs[index].queue.isEmpty,
            let goal = inputs[index].goal, offset >= goal
        else { return }
        inputs[index].goal = nil
        isCaughtUp = inputs.allSatisfy { $0.goal == nil }
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
            guard !isCaughtUp, let goal = inputs[index].goal, record.offset + 1 >= goal else { continue }
            inputs[index].goal = nil
            isCaughtUp = inputs.allSatisfy { $0.goal == nil }
            if isCaughtUp { break }
        }
        return result
    }

    private func nextInput() -> Int? {
        var best: (index: Int, record: Record)?
        for (index, input) in inputs.enumerated() {
            guard let record = input.queue.first else {
                if !isCaughtUp, input.goal != nil { return nil }
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
