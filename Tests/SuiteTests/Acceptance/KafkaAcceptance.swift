import EventContracts
import Foundation
import TestSupport
import Testing

extension ProcessTests {
    /// What only Apache Kafka itself can show of the whole suite; `make kafka-acceptance BOOTSTRAP=host:port` runs it on
    /// an empty cluster that nothing else uses.
    @Suite(.serialized, .enabled(if: RunningSuite.externalBootstrap != nil, "TITRATE_TEST_BOOTSTRAP names no cluster"))
    struct KafkaAcceptance {
        private static let restart = ProcessInfo.processInfo.environment["TITRATE_TEST_RESTART"]

        @Test(.timeLimit(.minutes(10))) func aRestartWithinTheSessionDisturbsNobodyElse() async throws {
            let service = ServiceName.interactionCheck
            try await FaultTrial.run("static member restarted within its session") { trial, _ in
                try await trial.startAll()
                try trial.start(service, instance: "2")
                try await eventually(within: .seconds(90), "both have partitions") {
                    let second = try await trial.suite.owned(by: "2", of: service)
                    return !second.isEmpty && second.count < TopicCatalog.defaultPartitionCount
                }
                try await trial.publish(upTo: 0.5)
                let before = try assignments(of: "2", service, trial.suite)
                trial.suite.kill(service)
                trial.recoveryBegins()
                try trial.start(service)
                try await trial.suite.waitUntilReady(service)
                try await trial.publish(upTo: 0.8)
                try await trial.settle()
                #expect(try assignments(of: "2", service, trial.suite) == before)
            }
        }

        @Test(.timeLimit(.minutes(10))) func expiredGroupOffsetsLeadToNothingTwice() async throws {
            try await FaultTrial.run("offsets of the intake's group expired") { trial, _ in
                try await trial.startAll()
                try await trial.publish(upTo: 0.5)
                try await trial.settle()
                trial.suite.stop(.prescribing)
                // Kafka forgets only groups without members: the session must run out first.
                let admin = try KafkaAdmin(bootstrap: trial.suite.bootstrap)
                try await eventually(within: .seconds(60), "the group is forgotten") {
                    (try? admin.forget(group: "prescribing-intake.v1")) != nil
                }
                trial.recoveryBegins()
                try trial.start(.prescribing)
                try await trial.suite.waitUntilReady(.prescribing)
            }
        }

        @Test(.timeLimit(.minutes(10)), .enabled(if: restart != nil, "TITRATE_TEST_RESTART names no command"))
        func aBrokerRestartLosesNothing() async throws {
            try await FaultTrial.run("broker restarted") { trial, _ in
                try await trial.startAll()
                try await trial.publish(upTo: 0.5)
                let (status, _) = try ChildProcess.run("sh", ["-c", KafkaAcceptance.restart ?? "false"])
                #expect(status == 0)
                trial.recoveryBegins()
                try await trial.publish(upTo: 0.8)
                for service in trial.services { try await trial.suite.waitUntilReady(service) }
            }
        }

        private func assignments(of instance: String, _ service: ServiceName, _ suite: RunningSuite) throws -> Int {
            let log = suite.directory.appending(path: "\(service.rawValue)-\(instance).log")
            return try String(contentsOf: log, encoding: .utf8).components(separatedBy: "partitions assigned").count
        }
    }
}
