import Foundation
import MedicationDomain

/// Hands changes to everybody who listens, and keeps the last of them for those who come back.
actor EventHub {
    /// What a listener is given: its messages, the signal that it was too slow, and its number for leaving.
    struct Subscription: Sendable {
        let number: Int
        let messages: AsyncStream<String>
        let eviction: AsyncStream<Never>
    }

    private struct Listener {
        let messages: AsyncStream<String>.Continuation
        let eviction: AsyncStream<Never>.Continuation
    }

    /// Names this run: ids of another run cannot be resumed.
    private let epoch: String
    private let ringCapacity: Int
    private let listenerCapacity: Int
    private let maximumListeners: Int
    private var ring: [(number: Int, text: String)] = []
    private var lastNumber = 0
    private var listeners: [Int: Listener] = [:]
    private var nextListener = 0
    private var isClosed = false

    init(
        epoch: String = UUID().uuidString.prefix(8).lowercased(), ringCapacity: Int = 1000,
        listenerCapacity: Int = 256, maximumListeners: Int = 1000
    ) {
        self.epoch = epoch
        self.ringCapacity = ringCapacity
        self.listenerCapacity = listenerCapacity
        self.maximumListeners = maximumListeners
    }

    var listenerCount: Int { listeners.count }

    /// Nil when there are as many listeners as there may be.
    func listen(after lastEventID: String?) -> Subscription? {
        guard !isClosed, listeners.count < maximumListeners else { return nil }
        nextListener += 1
        let missed = missed(after: lastEventID)
        let (messages, continuation) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingOldest(listenerCapacity + missed.count + 1))
        let (eviction, evictionContinuation) = AsyncStream.makeStream(of: Never.self)
        listeners[nextListener] = Listener(messages: continuation, eviction: evictionContinuation)
        continuation.yield("retry: 2000\n\n")
        for text in missed { continuation.yield(text) }
        return Subscription(number: nextListener, messages: messages, eviction: eviction)
    }

    func leave(_ number: Int) {
        guard let listener = listeners.removeValue(forKey: number) else { return }
        listener.messages.finish()
        listener.eviction.finish()
    }

    func publish(_ event: StreamEvent) { publish([event]) }

    func publish(_ changes: [ReadModelChange]) {
        var (events, seen): ([StreamEvent], Set<StreamEvent>) = ([], [])
        for change in changes {
            guard let event = StreamEvent(change), seen.insert(event).inserted else { continue }
            events.append(event)
        }
        publish(events)
    }

    /// A comment, so that quiet connections are not taken for dead ones and dead ones are found.
    func beat() { send(": still here\n\n") }

    func close() {
        isClosed = true
        for number in listeners.keys { leave(number) }
    }

    private func publish(_ events: [StreamEvent]) {
        for event in events {
            lastNumber += 1
            let id = "\(epoch)-\(lastNumber)"
            var text = event.text(id: id)
            if text.utf8.count > GatewayLimits.streamEventBytes { text = StreamEvent.reset.text(id: id) }
            ring.append((lastNumber, text))
            send(text)
        }
        if ring.count > ringCapacity { ring.removeFirst(ring.count - ringCapacity) }
    }

    private func send(_ text: String) {
        for (number, listener) in listeners {
            // A full buffer means a listener that does not keep up: it goes, and resumes when it comes back. An ended
            // stream means one that left before it was written to.
            guard case .enqueued = listener.messages.yield(text) else {
                leave(number)
                continue
            }
        }
    }

    /// What a returning listener has missed; when that is no longer known, it is told to look at everything again.
    private func missed(after lastEventID: String?) -> [String] {
        guard let lastEventID else { return [] }
        let parts = lastEventID.split(separator: "-")
        guard parts.count == 2, parts[0] == epoch, let number = Int(parts[1]), number <= lastNumber,
            number + 1 >= (ring.first?.number ?? lastNumber + 1)
        else { return [StreamEvent.reset.text(id: "\(epoch)-\(lastNumber)")] }
        return ring.filter { $0.number > number }.map(\.text)
    }
}
