import EventContracts
import EventLog
import Synchronization

/// What the group member hands to one partition's worker. Filled by the member's loop, emptied by the worker.
final class Mailbox: Sendable {
    /// What was heard of one topic, in the order it was heard.
    enum Item: Sendable {
        case records([Record])
        /// Nothing stands in the topic from that offset on.
        case end(TopicName, offset: Int64)
    }

    struct Content {
        var items: [Item] = []
        /// How many records wait, by topic.
        var waiting: [TopicName: Int] = [:]
        /// Topics that were paused because too many of their records wait.
        var paused: Set<TopicName> = []
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
            content.items.append(.records(records))
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
        content.withLock { $0.items.append(.end(topic, offset: offset)) }
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
            content.items = []
            content.waiting = [:]
            content.paused = []
            return taken
        }
    }
}
