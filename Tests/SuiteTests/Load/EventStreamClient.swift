import Foundation
import Synchronization

/// Many listeners to the gateway's server-sent events, each a connection of its own, read by one thread.
final class EventStreamClient: Sendable {
    private struct Listener {
        let descriptor: Int32
        var text: [UInt8] = []
        /// When each whole event came, with its lines.
        var events: [(at: ContinuousClock.Instant, text: String)] = []
        var isOpen = true
    }

    private let listeners: Mutex<[Listener]>
    private let isEnded = Mutex(false)

    /// Connects so many listeners; throws when one is refused.
    init(count: Int, port: Int) throws {
        var opened: [Listener] = []
        for _ in 0..<count {
            opened.append(Listener(descriptor: try EventStreamClient.connected(to: port)))
        }
        listeners = Mutex(opened)
        Thread.detachNewThread { [self] in
            while !isEnded.withLock({ $0 }) { readOnce() }
        }
    }

    /// How many listeners have had an event that holds the text.
    func reached(by text: String) -> Int {
        listeners.withLock { $0.count { listener in listener.events.contains { $0.text.contains(text) } } }
    }

    /// When each listener had it, of those that had.
    func times(of text: String) -> [ContinuousClock.Instant] {
        listeners.withLock { $0.compactMap { listener in listener.events.first { $0.text.contains(text) }?.at } }
    }

    /// Every event of the first listener.
    var first: [(at: ContinuousClock.Instant, text: String)] { listeners.withLock { $0.first?.events ?? [] } }
    var openCount: Int { listeners.withLock { $0.count(where: \.isOpen) } }

    func close() {
        isEnded.withLock { $0 = true }
        listeners.withLock { listeners in
            for listener in listeners { Foundation.close(listener.descriptor) }
            listeners = []
        }
    }

    private func readOnce() {
        listeners.withLock { listeners in
            var polled = listeners.map { pollfd(fd: $0.isOpen ? $0.descriptor : -1, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), 2) > 0 else { return }
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            for index in polled.indices where polled[index].revents != 0 {
                let count = recv(listeners[index].descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else {
                    if count == 0 || errno != EAGAIN { listeners[index].isOpen = false }
                    continue
                }
                listeners[index].text += buffer.prefix(count)
                EventStreamClient.split(&listeners[index])
            }
        }
        // Whoever asks for the times gets a turn.
        sched_yield()
    }

    private static func split(_ listener: inout Listener) {
        let now = ContinuousClock.now
        while let end = listener.text.firstRange(of: Array("\n\n".utf8)) {
            let text = String(decoding: listener.text[..<end.lowerBound], as: UTF8.self)
            listener.events.append((now, text))
            listener.text.removeSubrange(..<end.upperBound)
        }
    }

    private static func connected(to port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = UInt16(port).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        let request = "GET /events HTTP/1.1\r\nhost: localhost:\(port)\r\naccept: text/event-stream\r\n\r\n"
        guard isConnected, send(descriptor, request, request.utf8.count, 0) == request.utf8.count else {
            Foundation.close(descriptor)
            throw CocoaError(.fileReadUnknown)
        }
        return descriptor
    }
}
