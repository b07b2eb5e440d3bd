import EventContracts
import EventLog
import Foundation
import Logging
import MedicationDomain
import ServiceRuntime
import Synchronization
import TestSupport

@testable import InteractionCheck

/// The service on the in-memory log with stores on disk, to be killed at a cut point and started again.
final class KillableService: Sendable {
    private let task: Task<Void, any Error>
    private let log: InMemoryEventLog

    /// Dies the n-th time the point is reached; nil: lives on.
    init(
        on log: InMemoryEventLog, clock: ManualClock, data: URL, dyingAt point: CutPoint? = nil, time: Int = 1
    ) throws {
        let left = Countdown(time)
        let cuts = CutPoints { reached in
            // Once dead, dead at every further step: nothing may be tidied up.
            if reached == point, left.isOver() { throw Killed(at: reached) }
        }
        let configuration = RunnerConfiguration(
            dataDirectory: data, instance: "1", backOff: .milliseconds(1) ... .milliseconds(5),
            clock: clock.runtimeClock, cuts: cuts)
        let runner = ServiceRunner(
            InteractionCheckService.define(try TestKnowledge.loaded), log: log, configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        self.log = log
        task = Task { try await runner.run() }
    }

    /// Waits for the death at the cut point; whatever else ends the run is thrown.
    func death() async throws {
        do {
            try await task.value
            throw Unfulfilled("it ended without being killed")
        } catch is Killed {
            log.broker.killMember(instance: "interaction-check-1", expiring: true)
        }
    }

    /// Stops as SIGTERM would.
    func stop() async throws {
        task.cancel()
        do { try await task.value } catch is CancellationError {}
        log.broker.killMember(instance: "interaction-check-1", expiring: true)
    }
}

private final class Countdown: Sendable {
    private let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }
    func isOver() -> Bool {
        left.withLock { left in
            left -= 1
            return left <= 0
        }
    }
}
