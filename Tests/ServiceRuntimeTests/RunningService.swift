import EventContracts
import EventLog
import Foundation
import Logging
import MedicationDomain
import ServiceRuntime
import Synchronization
import TestSupport

/// A service running on the in-memory log, to be killed, started again and looked at.
final class RunningService: Sendable {
    let runner: ServiceRunner
    private let task: Task<Void, any Error>
    private let log: InMemoryEventLog
    private let instance: String

    init(
        _ definition: ServiceDefinition = tallyService(), on log: InMemoryEventLog, clock: ManualClock, data: URL,
        instance: String = "1", cutting cuts: CutPoints = CutPoints(), batch: Int = 7
    ) {
        let configuration = RunnerConfiguration(
            dataDirectory: data, instance: instance, batchRecords: batch, rejudgePatients: 2,
            backOff: .milliseconds(1) ... .milliseconds(5), clock: clock.runtimeClock, cuts: cuts)
        let runner = ServiceRunner(
            definition, log: log, configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        self.runner = runner
        self.log = log
        self.instance = instance
        task = Task { try await runner.run() }
    }

    /// Stops as SIGTERM would.
    func stop() async throws {
        task.cancel()
        do { try await task.value } catch is CancellationError {}
    }

    /// Waits until the run ends by itself; returns what ended it.
    func end() async -> (any Error)? {
        do {
            try await task.value
            return nil
        } catch { return error }
    }

    /// Every record of every input is applied and every announcement of it published.
    func isSettled(on log: InMemoryEventLog, definition: ServiceDefinition = tallyService()) -> Bool {
        let partitions = runner.health.partitions
        guard !partitions.isEmpty else { return false }
        return partitions.allSatisfy { number, report in
            report.phase == .live && report.trouble == nil
                && report.inputs.allSatisfy {
                    $0.nextOffset >= log.broker.end(of: TopicPartition($0.topic, number))
                }
        }
    }
}

/// Dies at the n-th time a point is reached.
final class Killer: Sendable {
    private let point: CutPoint
    private let left: Mutex<Int>
    init(at point: CutPoint, time: Int) {
        self.point = point
        left = Mutex(time)
    }

    var cuts: CutPoints {
        CutPoints { point in
            guard point == self.point else { return }
            let dies = self.left.withLock { left in
                left -= 1
                // Once dead, dead at every further step: nothing may be tidied up.
                return left <= 0
            }
            if dies { throw Killed(at: point) }
        }
    }
    var hasStruck: Bool { left.withLock { $0 <= 0 } }
}

/// A directory that goes with the test.
final class TemporaryDirectory: Sendable {
    let url: URL
    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "titrate-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    deinit {
        // Leftovers of a failed removal are the operating system's to clean.
        _ = try? FileManager.default.removeItem(at: url)
    }
}
