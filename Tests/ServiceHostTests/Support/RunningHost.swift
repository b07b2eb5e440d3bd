import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import Synchronization

@testable import ServiceHost

/// A host inside the test, on a log in memory.
struct RunningHost: Sendable {
    let folder: TemporaryFolder
    let log = InMemoryEventLog(partitionCount: 2) { Instant(Date()) }
    let output = LogCapture()
    let registry = PrometheusRegistry()
    let ended = Mutexed<[Int32]>([])
    private let signalSource = AsyncStream<Int32>.makeStream()
    private let server = Mutexed<(HealthServer, HealthState)?>(nil)

    init() throws { folder = try TemporaryFolder() }

    func signal(_ number: Int32) { signalSource.continuation.yield(number) }

    func run(_ workload: Workload, arguments: [String] = [], data: String? = nil) async throws {
        let configuration = try HostConfiguration(
            arguments: ["--data", data ?? folder.url.path] + arguments, environment: [:], ownSettings: workload.settings
        )
        var host = Host(
            workload: workload, configuration: configuration, registry: registry, logger: output.logger())
        host.end = { code in ended.set { $0.append(code) } }
        host.makeLog = { _ in log }
        host.onHealthServer = { found, state in server.set { $0 = (found, state) } }
        try await host.run(signals: signalSource.stream)
    }

    /// Asks the host over HTTP, as soon as it listens.
    func get(_ path: String) async throws -> (status: Int, body: String) {
        let port = try await eventually { server.value?.0.boundPort }
        return try await Loopback.get(path, port: port)
    }

    /// Asks until the answer has that status.
    func wait(for status: Int, at path: String) async throws -> String {
        try await eventually {
            let answer = try await get(path)
            return answer.status == status ? answer.body : nil
        }
    }
}

/// A value behind a lock that can be copied around.
final class Mutexed<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    init(_ value: Value) { mutex = Mutex(value) }
    var value: Value { mutex.withLock { $0 } }
    func set(_ change: (inout Value) -> Void) { mutex.withLock { change(&$0) } }
}

struct NeverHappened: Error {}

extension Result where Failure == any Error {
    /// What the work came to, kept for after the cleaning up.
    static func of(_ work: () async throws -> Success) async -> Self {
        do {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}

/// Looks again and again until there is an answer; gives up after a minute.
func eventually<Answer>(_ look: () async throws -> Answer?) async throws -> Answer {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(60) {
        if let answer = try await look() { return answer }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw NeverHappened()
}
