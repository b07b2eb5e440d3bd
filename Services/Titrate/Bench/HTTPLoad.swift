import Foundation

/// Requests over connections that stay open, one under way on each, from one thread: as little of the machine as can be.
struct HTTPLoad: Sendable {
    struct Outcome: Hashable, Sendable {
        var seconds: Double
        /// Of each request, from its sending to the last byte of its answer.
        var milliseconds: [Double]
        /// How many answers had each status.
        var statuses: [Int: Int]
        /// The last answer of the first status, for what it says.
        var lastBody: [UInt8]
    }

    private static let silence: Int32 = 30_000

    let port: Int
    let connections: Int

    /// Sends every request once; throws `BenchError` when a connection fails or falls silent.
    func run(_ requests: [[UInt8]]) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try send(requests) }) }
        }
    }

    static func get(_ path: String, port: Int) -> [UInt8] {
        Array("GET \(path) HTTP/1.1\r\nhost: localhost:\(port)\r\naccept: application/json\r\n\r\n".utf8)
    }

    static func post(_ path: String, _ body: [UInt8], type: String, port: Int) -> [UInt8] {
        let head =
            "POST \(path) HTTP/1.1\r\nhost: localhost:\(port)\r\ncontent-type: \(type)\r\n"
            + "content-length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    private struct Connection {
        let descriptor: Int32
        var answer = HTTPAnswer()
        var begin: ContinuousClock.Instant?
    }

    private func send(_ requests: [[UInt8]]) throws -> Outcome {
        var waiting = requests[...]
        var open: [Connection] = []
        defer { for connection in open { close(connection.descriptor) } }
        for _ in 0..<min(connections, requests.count) {
            open.append(Connection(descriptor: try Self.connected(to: port)))
        }
        var outcome = Outcome(seconds: 0, milliseconds: [], statuses: [:], lastBody: [])
        let start = ContinuousClock.now
        for index in open.indices { try begin(&open[index], &waiting) }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while outcome.milliseconds.count < requests.count {
            var polled = open.map {
                pollfd(fd: $0.begin == nil ? -1 : $0.descriptor, events: Int16(POLLIN), revents: 0)
            }
            let ready = poll(&polled, nfds_t(polled.count), Self.silence)
            // A signal of an ended child says nothing of connections.
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { throw BenchError.noAnswer("silence") }
            for index in polled.indices where polled[index].revents != 0 {
                let count = recv(open[index].descriptor, &buffer, buffer.count, 0)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw BenchError.noAnswer("a connection was closed (errno \(errno))") }
                open[index].answer.add(buffer.prefix(count))
                guard let (status, body) = open[index].answer.take(), let begin = open[index].begin else { continue }
                outcome.milliseconds.append((ContinuousClock.now - begin).inSeconds * 1000)
                outcome.statuses[status, default: 0] += 1
                outcome.lastBody = body
                try self.begin(&open[index], &waiting)
            }
        }
        outcome.seconds = (ContinuousClock.now - start).inSeconds
        return outcome
    }

    private func begin(_ connection: inout Connection, _ waiting: inout ArraySlice<[UInt8]>) throws {
        guard let request = waiting.popFirst() else {
            connection.begin = nil
            return
        }
        connection.begin = .now
        var sent = 0
        while sent < request.count {
            let count = request[sent...].withUnsafeBytes {
                Foundation.send(connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw BenchError.noAnswer("nothing can be sent (errno \(errno))") }
            sent += count
        }
    }

    private static func connected(to port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = UInt16(port).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            throw BenchError.noAnswer("no connection")
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }
}
