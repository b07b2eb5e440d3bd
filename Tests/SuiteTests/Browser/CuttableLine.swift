import Foundation
import Synchronization

/// A line between the browser and the gateway that can be cut, and that remembers what went over it.
///
/// One thread for each direction of each connection: plain, and enough for one browser.
final class CuttableLine: Sendable {
    let port: Int
    private let listener: Int32
    private let target: Int
    private enum Direction { case sent, received }
    private struct State {
        var isCut = false
        var sockets: Set<Int32> = []
        var upstream: [UInt8] = []
        var downstream: [UInt8] = []
    }
    private let state = Mutex(State())

    init(to target: Int) throws {
        self.target = target
        port = try LoopbackHTTP.freePort()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard LoopbackSocket.withAddress(port, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            throw CocoaError(.fileNoSuchFile)
        }
        Thread.detachNewThread { [weak self, listener] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else { return }
                self.connect(client)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        hangUp()
    }

    /// Breaks every connection, and takes no new one until it is mended.
    func cut() {
        state.withLock { $0.isCut = true }
        hangUp()
    }

    func mend() { state.withLock { $0.isCut = false } }

    /// What the browser sent, and what it was sent, since it was last asked.
    func takeTraffic() -> (sent: String, received: String) {
        state.withLock { state in
            defer { (state.upstream, state.downstream) = ([], []) }
            return (String(decoding: state.upstream, as: UTF8.self), String(decoding: state.downstream, as: UTF8.self))
        }
    }

    private func hangUp() {
        for socket in state.withLock({ $0.sockets }) { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    private func connect(_ client: Int32) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isUsable =
            state.withLock { !$0.isCut }
            && LoopbackSocket.withAddress(target, { Foundation.connect(server, $0, $1) }) == 0
        guard isUsable else {
            close(client)
            close(server)
            return
        }
        state.withLock { $0.sockets.formUnion([client, server]) }
        // A cut between the look and the entry must not be missed.
        if state.withLock({ $0.isCut }) { hangUp() }
        let open = Mutex(2)
        let finished: @Sendable () -> Void = { [weak self] in
            guard
                open.withLock({ count in
                    count -= 1; return count
                }) == 0
            else { return }
            self?.state.withLock { $0.sockets.subtract([client, server]) }
            close(client)
            close(server)
        }
        carry(from: client, to: server, as: .sent, finished)
        carry(from: server, to: client, as: .received, finished)
    }

    private func carry(
        from source: Int32, to sink: Int32, as record: Direction,
        _ finished: @escaping @Sendable () -> Void
    ) {
        Thread.detachNewThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(source, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                let bytes = Array(buffer.prefix(count))
                self?.state.withLock { state in
                    switch record {
                    case .sent: state.upstream += bytes
                    case .received: state.downstream += bytes
                    }
                }
                guard LoopbackSocket.write(bytes, to: sink) else { break }
            }
            shutdown(source, Int32(SHUT_RDWR))
            shutdown(sink, Int32(SHUT_RDWR))
            finished()
        }
    }
}
