import Foundation

/// One HTTP exchange with chromedriver at a time, over a plain socket.
///
/// Foundation's own client cannot be used: it refuses header fields without a space after the colon, and chromedriver
/// writes `Content-Length:250` (which RFC 9112 §5 allows).
struct DriverLine: Sendable {
    struct Broken: Error, CustomStringConvertible { let description: String }

    /// Longer than any page takes to load, shorter than a test may hang.
    private static let patienceSeconds = 60

    let port: Int

    func send(_ method: String, _ path: String, _ body: Data?) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(method, path, body ?? Data()) }) }
        }
    }

    private func exchange(_ method: String, _ path: String, _ body: Data) throws -> Data {
        let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(line) }
        var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard LoopbackSocket.withAddress(port, { connect(line, $0, $1) }) == 0 else {
            throw Broken(description: "chromedriver does not listen")
        }
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        guard LoopbackSocket.write(Array(head.utf8) + body, to: line) else {
            throw Broken(description: "chromedriver hung up")
        }
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let whole = Self.body(of: answer) { return whole }
            let count = recv(line, &buffer, buffer.count, 0)
            guard count > 0 else { throw Broken(description: "chromedriver gave no whole answer to \(path)") }
            answer += buffer.prefix(count)
        }
    }

    /// What stands behind the head, once as much of it has come as the head says.
    private static func body(of answer: Data) -> Data? {
        guard let end = answer.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self).lowercased()
        let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }?
            .dropFirst("content-length:".count)
        guard let length, let count = Int(length.trimmingCharacters(in: .whitespaces)),
            answer.count - end.upperBound >= count
        else { return nil }
        return answer[end.upperBound...].prefix(count)
    }
}

/// Plain sockets to this machine.
enum LoopbackSocket {
    static func withAddress(_ port: Int, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// False when the other side is gone before all of it went.
    static func write(_ bytes: [UInt8], to line: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let written = bytes[sent...].withUnsafeBytes {
                send(line, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard written > 0 else { return false }
            sent += written
        }
        return true
    }
}
