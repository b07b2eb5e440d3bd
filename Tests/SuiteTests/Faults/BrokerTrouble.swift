import EventContracts
import Foundation
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// The broker answers with errors, late, or not at all.
    @Suite(.serialized, .enabled(if: RunningSuite.externalBootstrap == nil, "only the embedded broker can be told to"))
    struct BrokerTrouble {
        private static let passing: [String: [String]] = [
            "Produce": ["NOT_LEADER_FOR_PARTITION", "NOT_ENOUGH_REPLICAS", "REQUEST_TIMED_OUT"],
            "Fetch": ["NOT_LEADER_FOR_PARTITION"],
            "ListOffsets": ["NOT_LEADER_FOR_PARTITION"],
            "OffsetCommit": ["COORDINATOR_NOT_AVAILABLE", "REQUEST_TIMED_OUT"],
            "FindCoordinator": ["COORDINATOR_NOT_AVAILABLE"],
            "Heartbeat": ["NOT_COORDINATOR", "COORDINATOR_NOT_AVAILABLE", "REBALANCE_IN_PROGRESS"],
            "JoinGroup": ["COORDINATOR_LOAD_IN_PROGRESS", "NOT_COORDINATOR"],
            "Metadata": ["REQUEST_TIMED_OUT"],
        ]

        @Test(.timeLimit(.minutes(10))) func errorsOfEveryRequestTypeAreRiddenOut() async throws {
            try await FaultTrial.run("broker errors, each request type in turn", isRebuilt: true) { trial, _ in
                try await trial.startAll()
                let kinds = BrokerTrouble.passing.sorted { $0.key < $1.key }
                for (index, (kind, errors)) in kinds.enumerated() {
                    for error in errors { try await trial.suite.controlBroker("errors \(kind) \(error) 5") }
                    if index == kinds.count - 1 { trial.recoveryBegins() }
                    try await trial.publish(upTo: Double(index + 1) / Double(kinds.count))
                }
            }
        }

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func membersThatTheGroupForgetsJoinAgain()
            async throws
        {
            try await FaultTrial.run("members thrown out of their groups", isRebuilt: true) { trial, _ in
                try await trial.startAll()
                for (index, error) in ["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION"].enumerated() {
                    try await trial.publish(upTo: Double(index) / 3 + 0.2)
                    try await trial.suite.controlBroker("errors Heartbeat \(error) 4")
                    trial.recoveryBegins()
                    try await trial.publish(upTo: Double(index + 1) / 3)
                }
            }
        }

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func aSlowBrokerDelaysAndLosesNothing() async throws {
            try await FaultTrial.run("every answer 200 ms late", isRebuilt: true) { trial, _ in
                try await trial.startAll()
                try await trial.publish(upTo: 0.2)
                try await trial.suite.controlBroker("latency 200")
                try await trial.publish(upTo: 0.4)
                try await trial.settle()
                try await trial.publish(upTo: 0.8)
                try await trial.suite.controlBroker("latency 0")
                trial.recoveryBegins()
            }
        }

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10)))
        func aBrokerThatIsDownTurnsReadinessRedAndIsFoundAgain() async throws {
            try await FaultTrial.run("broker down, then up", isRebuilt: true) { trial, _ in
                try await trial.startAll()
                try await trial.publish(upTo: 0.4)
                try await trial.suite.controlBroker("down")
                try await eventually(within: .seconds(60), "readiness turns red") {
                    for service in trial.services
                    where await trial.suite.get("/readyz", from: service)?.status != 503 { return false }
                    return true
                }
                try await trial.suite.controlBroker("up")
                trial.recoveryBegins()
                for service in trial.services { try await trial.suite.waitUntilReady(service) }
            }
        }
    }
}
