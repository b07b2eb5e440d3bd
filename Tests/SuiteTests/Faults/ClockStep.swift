import EventContracts
import Foundation
import MedicationDomain
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// The system's clock steps back an hour and forth again while deadlines wait.
    ///
    /// The step is made under one service's real executable by `TITRATE_TEST_CLOCK_FILE`, where the runtime asks for the
    /// time: Debian's libfaketime keeps a Swift program from seeing its arguments.
    @Suite struct ClockStep {
        private let service = ServiceName.withdrawalMonitor

        @Test(.timeLimit(.minutes(10))) func aClockThatStepsBackNeitherLosesNorDoublesDeadlines() async throws {
            try await FaultTrial.run("clock steps back an hour, later forth") { trial, _ in
                let clock = trial.suite.directory.appending(path: "clock")
                try "0".write(to: clock, atomically: true, encoding: .utf8)
                let others = trial.services.filter { $0 != service }
                for other in others { try trial.start(other) }
                try trial.start(service, environment: ["TITRATE_TEST_CLOCK_FILE": clock.path])
                for service in trial.services { try await trial.suite.waitUntilReady(service) }
                try await trial.publish(upTo: 0.75)
                try "-3600".write(to: clock, atomically: true, encoding: .utf8)
                try await trial.publish(upTo: 0.9)
                // The reports of the service itself bear its wrong time now.
                _ = try await trial.suite.settledOutcome(of: others)
                try await eventually("it has reported by its wrong clock") {
                    let reports = try await trial.suite.allReports(of: [service])
                    guard let last = reports.last, let latest = reports.map(\.reportedAt).max() else { return false }
                    return latest.since(last.reportedAt) > .minutes(59)
                }
                try "0".write(to: clock, atomically: true, encoding: .utf8)
                trial.recoveryBegins()
            }
        }
    }
}
