import EventContracts
import Foundation
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// A process that stands still while its patients are given to another, and then goes on as if nothing had been.
    @Suite(.serialized) struct Zombies {
        private let service = ServiceName.interactionCheck

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func whoeverWakesAfterItsSessionDoesNoHarm()
            async throws
        {
            try await FaultTrial.run("SIGSTOP beyond the session, SIGCONT later", mayBeLate: true, isRebuilt: true) {
                trial, _ in
                let zombie = try await startTwo(trial)
                try await trial.publish(upTo: 0.3)
                zombie.signal(SIGSTOP)
                trial.recoveryBegins()
                try await handOver(trial, zombie)
            }
        }

        @Test(.timeLimit(.minutes(10))) func whoeverStopsBetweenItsLookAndItsPublicationDoesNoHarm() async throws {
            try await FaultTrial.run("stopped between freshness check and produce", mayBeLate: true, isRebuilt: true) {
                trial, round in
                let stop = ["TITRATE_TEST_STOP_AT": "freshnessChecked:\(round + 2)"]
                let zombie = try await startTwo(trial, environment: stop)
                for part in 1...9 where !zombie.isStopped { try await trial.publish(upTo: Double(part) / 20) }
                try await eventually("it stands at the cut point") { zombie.isStopped }
                trial.recoveryBegins()
                try await handOver(trial, zombie)
            }
        }

        /// The instance that will stand still, and another beside it.
        private func startTwo(_ trial: FaultTrial, environment: [String: String] = [:]) async throws -> ChildProcess {
            for other in trial.services where other != service { try trial.start(other) }
            try trial.start(service, instance: "one", environment: environment)
            try trial.start(service, instance: "two")
            for other in trial.services where other != service { try await trial.suite.waitUntilReady(other) }
            try await trial.suite.waitUntilReady(service, instance: "one")
            try await trial.suite.waitUntilReady(service, instance: "two")
            try await eventually("both have partitions") {
                let two = try await trial.suite.owned(by: "two", of: service)
                return !two.isEmpty && two.count < TopicCatalog.defaultPartitionCount
            }
            return try #require(trial.suite.process(service, instance: "one"))
        }

        private func handOver(_ trial: FaultTrial, _ zombie: ChildProcess) async throws {
            try await trial.publish(upTo: 0.5)
            try await eventually(within: .seconds(60), "the other has taken over") {
                try await trial.suite.owned(by: "two", of: service).count == TopicCatalog.defaultPartitionCount
            }
            try await trial.publish(upTo: 0.6)
            try await trial.settle()
            trial.recovered()
            zombie.signal(SIGCONT)
            try await trial.publish(upTo: 0.8)
            try await eventually(within: .seconds(60), "both have partitions again") {
                let one = try await trial.suite.owned(by: "one", of: service)
                return !one.isEmpty && one.count < TopicCatalog.defaultPartitionCount
            }
        }
    }
}
