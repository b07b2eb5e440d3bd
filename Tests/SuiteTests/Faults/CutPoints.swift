import EventContracts
import Foundation
import GRDB
import ServiceRuntime
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// SIGKILL at every named step of the runtime, in the real executable.
    @Suite struct CutPoints {
        private let service = ServiceName.withdrawalMonitor

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(20))) func aProcessKilledAtAnyStepLosesNothing()
            async throws
        {
            // Deadlines come with the stops, and these in the last third of the feed.
            let points = CutPoint.allCases.filter { $0 != .deadlineFired } + [.deadlineFired]
            try await FaultTrial.run("SIGKILL at every named step (\(points.count) in a run)", isRebuilt: true) {
                trial, round in
                try await trial.startAll()
                for (index, point) in points.enumerated() {
                    trial.suite.kill(service)
                    try prepare(for: point, trial.suite)
                    let kill = ["TITRATE_TEST_KILL_AT": "\(point.rawValue):\(round + 1)"]
                    try trial.start(service, environment: kill)
                    try await dies(
                        trial, at: point,
                        part: point == .deadlineFired ? 1 : 0.6 * Double(index + 1) / Double(points.count))
                }
                trial.suite.kill(service)
                trial.recoveryBegins()
                try trial.start(service)
                try await trial.suite.waitUntilReady(service)
            }
        }

        /// Some steps are only taken by a store that is lost, or that other knowledge was applied to.
        private func prepare(for point: CutPoint, _ suite: RunningSuite) throws {
            let stores = StoreFiles(suite.data(of: service))
            switch point {
            case .rebuildBatch, .beforeRebuildCompared, .afterRebuildCompared: try stores.remove()
            case .rejudgeBatch:
                try stores.change { try $0.execute(sql: "UPDATE meta SET value = '' WHERE key = 'knowledgeHash'") }
            default: break
            }
        }

        /// Goes on with the feed until the process is dead.
        private func dies(_ trial: FaultTrial, at point: CutPoint, part: Double) async throws {
            let process = try #require(trial.suite.process(service))
            try await trial.publish(upTo: part)
            if point == .beforeRevoked {
                try await trial.suite.waitUntilReady(service)
                process.signal(SIGTERM)
            }
            try await eventually(within: .seconds(45), "it dies at \(point.rawValue)") { !process.isRunning }
            #expect(process.exitCode == SIGKILL, "\(point.rawValue): ended by \(process.exitCode)")
        }
    }
}
