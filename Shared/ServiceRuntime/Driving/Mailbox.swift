import EventContracts
import EventLog
import Synchronization

/// What the group member hands to one partition's worker. Filled by the member's loop, emptied by the worker.
final class Mailbox: Sendable {
    struct Content {
        var records: [[Record]] = []
        /// How many records wait, by topic.
        var waiting: [TopicName: Int] = [:]
        /// Topics that were paused because too many of their records wait.
        var paused: Set<TopicName> = []
        var ends: [(topic: TopicName, offset: Int64)] = []
        var isStopping = false
        var isLost = false
    }
    private let content = Mutex(Content())
    private let signal: AsyncStream<Void>.Continuation
    let signals: AsyncStream<Void>

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Returns true when the topic must be paused: a worker that is held up must not fill the memory.
    func deliver(_ records: [Record], limit: Int) -> Bool {
        guard let topic = records.first?.topic else { return false }
        defer { signal.yield() }
        return content.withLock { content in
            content.records.append(records)
            content.waiting[topic, default: 0] += records.count
            guard content.waiting[topic, default: 0] > limit else { return false }
            return content.paused.insert(topic).inserted
        }
    }

    func reachedEnd(of topic: TopicName, at offset: Int64) {
        content.withLock { $0.ends.append((topic, offset)) }
        signal.yield()
    }

    func stop(isLost: Bool) {
        content.withLock {
            $0.isStopping = true
            $0.isLost = isLost
        }
        signal.yield()
    }

    func wake() { signal.yield() }

    var isStopping: Bool { content.withLock { $0.isStopping } }
    var isLost: Bool { content.withLock { $0.isLost } }

    /// Takes everything out, except the wish to stop.
    func take() -> Content {
        content.withLock { content in
            let taken = content
            content.records = []
            content.waiting = [:]
            content.paused = []
            content.ends = []
            return taken
        }
    }
}
