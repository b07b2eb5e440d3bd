import EventContracts
import Foundation
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// What operators do on purpose, while the feed runs.
    @Suite(.serialized) struct RollingRestarts {
        private let all: [ServiceName] = [.prescribing, .interactionCheck, .withdrawalMonitor, .costAssistance]

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func everyServiceIsRestartedInTurn() async throws {
            try await FaultTrial.run("rolling restart of every service (SIGTERM)", services: all) { trial, _ in
                try await trial.startAll()
                for (index, service) in all.enumerated() {
                    try await trial.publish(upTo: Double(index + 1) / 6)
                    let process = try #require(trial.suite.process(service))
                    trial.suite.stop(service)
                    #expect(process.exitCode == 0, "\(service.rawValue) ended with \(process.exitCode)")
                    trial.recoveryBegins()
                    try trial.start(service)
                    try await trial.publish(upTo: Double(index + 1) / 6 + 0.1)
                    try await trial.suite.waitUntilReady(service)
                }
            }
        }

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func aServiceGrowsToThreeInstancesAndShrinksAgain()
            async throws
        {
            let service = ServiceName.interactionCheck
            try await FaultTrial.run("interaction-check scaled 1 → 3 → 1", isRebuilt: true) { trial, _ in
                try await trial.startAll()
                try await trial.publish(upTo: 0.2)
                for instance in ["2", "3"] { try trial.start(service, instance: instance) }
                try await trial.publish(upTo: 0.4)
                try await eventually(within: .seconds(60), "all three have partitions") {
                    for instance in ["1", "2", "3"]
                    where try await trial.suite.owned(by: instance, of: service).isEmpty { return false }
                    return true
                }
                try await trial.publish(upTo: 0.6)
                for instance in ["2", "3"] { trial.suite.stop(service, instance: instance) }
                trial.recoveryBegins()
                try await trial.publish(upTo: 0.8)
                try await eventually(within: .seconds(60), "the first has all partitions again") {
                    try await trial.suite.owned(by: "1", of: service).count == TopicCatalog.defaultPartitionCount
                }
            }
        }
    }
}
