import EmbeddedBroker
import Foundation
import Testing

@testable import KafkaEventLog

/// The broker in this process behaves as a Kafka broker does.
@Suite struct EmbeddedBrokerTests {
    /// Else an answer behind another one waits 40 ms for the client's acknowledgement of the first.
    @Test func itsConnectionsSendWithoutDelay() async throws {
        let broker = try EmbeddedBroker(partitions: 1, topics: [])
        defer { broker.close() }
        let log = try KafkaEventLog(KafkaConfiguration(bootstrap: broker.bootstrap))
        _ = try await log.clusterID()
        let port = try #require(broker.bootstrap.split(separator: ":").last.flatMap { UInt16($0) })
        let delays = try FileManager.default.contentsOfDirectory(atPath: "/dev/fd").compactMap { Int32($0) }
            .filter { localPort(of: $0) == port && option($0, SOL_SOCKET, SO_ACCEPTCONN) == 0 }
            .map { option($0, Int32(IPPROTO_TCP), TCP_NODELAY) }
        #expect(!delays.isEmpty)
        #expect(delays.allSatisfy { ($0 ?? 0) != 0 })
    }

    private func option(_ descriptor: Int32, _ level: Int32, _ name: Int32) -> Int32? {
        var (value, size): (Int32, socklen_t) = (0, socklen_t(MemoryLayout<Int32>.size))
        return getsockopt(descriptor, level, name, &value, &size) == 0 ? value : nil
    }

    private func localPort(of descriptor: Int32) -> UInt16? {
        var (address, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
        let isNamed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
        }
        return isNamed && address.sin_family == sa_family_t(AF_INET) ? UInt16(bigEndian: address.sin_port) : nil
    }
}
