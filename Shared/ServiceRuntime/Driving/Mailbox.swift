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

    /// Pauses the topic when too much of it waits: a worker that is held up must not fill the memory.
    func deliver(_ records: [Record], limit: Int, pausing pause: () -> Void) {
        guard let topic = records.first?.topic else { return }
        let mustPause = content.withLock { content in
            content.records.append(records)
            content.waiting[topic, default: 0] += records.count
            return content.waiting[topic, default: 0] > limit && !content.paused.contains(topic)
        }
        if mustPause {
            pause()
            content.withLock { _ = $0.paused.insert(topic) }
        }
        signal.yield()
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
