import Foundation

/// The brokers' sockets answer at once, as a Kafka broker's do.
///
/// librdkafka's mock cluster leaves Nagle's algorithm on: the second of two answers in a row then waits until the client
/// has acknowledged the first, which a client with nothing to send puts off for 40 ms. librdkafka asks once per
/// partition, so nearly every batch met it.
enum PromptSockets {
    /// Finds the listening sockets of this process on these ports; what they accept inherits the option. Where the list of
    /// open files cannot be had, answers are slow, and nothing else.
    static func answer(onPorts ports: Set<UInt16>) {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where isListening(descriptor, on: ports) {
            var on: Int32 = 1
            setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private static func isListening(_ descriptor: Int32, on ports: Set<UInt16>) -> Bool {
        var (listens, size): (Int32, socklen_t) = (0, socklen_t(MemoryLayout<Int32>.size))
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0, listens != 0 else {
            return false
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isNamed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
        }
        return isNamed && ports.contains(UInt16(bigEndian: address.sin_port))
    }
}
