import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// The real gateway with a full worklist, with many listeners, and under a steady stream of alerts. Few of each in
    /// every run; `make gateway-load` says how many the figures are of.
    @Suite(.serialized) struct GatewayLoadTests {
        private static func setting(_ name: String, _ standard: Int) -> Int {
            ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
        }
        private static let alerts = setting("TITRATE_OPEN_ALERTS", 400)
        private static let listeners = setting("TITRATE_LISTENERS", 40)
        /// How long alerts stream at each rate.
        private static let seconds = setting("TITRATE_STREAM_SECONDS", 0)

        @Test(.timeLimit(.minutes(5))) func afterAKillTheSameListStandsAgain() async throws {
            let gateway = try await LoadedGateway()
            try await gateway.publish((0..<Self.alerts).map { LoadedGateway.alert($0, interruptive: $0 % 7 == 0) })
            try await eventually(within: .seconds(120), "every alert is listed") {
                await gateway.total() == Self.alerts
            }
            let before = try await gateway.wholeList()
            #expect(Set(before).count == Self.alerts)
            for isStoreLost in [false, true] {
                gateway.suite.kill(.gateway)
                let store = gateway.suite.data(of: .gateway).appending(path: "read-model.sqlite")
                if isStoreLost {
                    for suffix in ["", "-wal", "-shm"] {
                        try? FileManager.default.removeItem(atPath: store.path + suffix)
                    }
                }
                let start = ContinuousClock.now
                try gateway.suite.start(.gateway)
                try await gateway.suite.waitUntilReady(.gateway)
                let ready = ContinuousClock.now - start
                // Ready means that all of it is there, not that it will be.
                #expect(try await gateway.wholeList() == before)
                print(
                    "gateway killed with \(Self.alerts) open alerts, \(isStoreLost ? "its store lost" : "restarted"): "
                        + "ready with the same list after \(ready.formatted(.units(allowed: [.milliseconds])))")
            }
        }

        @Test(.timeLimit(.minutes(3))) func everyListenerHearsAtOnceAndNobodyElseIsKeptOut() async throws {
            let gateway = try await LoadedGateway()
            let client = try EventStreamClient(count: Self.listeners, port: gateway.suite.gatewayPort)
            defer { client.close() }
            try await eventually(within: .seconds(60), "every listener is there") {
                client.reached(by: "retry:") == Self.listeners
            }
            let alert = LoadedGateway.alert(1, interruptive: true)
            let start = ContinuousClock.now
            try await gateway.publish([alert])
            try await eventually(within: .seconds(30), "every listener has heard") {
                client.reached(by: alert.alertId.rawValue) == Self.listeners
            }
            let last = try #require(client.times(of: alert.alertId.rawValue).max())
            // The pages answer beside them.
            #expect(try await gateway.wholeList() == [alert.alertId.rawValue])
            #expect(client.openCount == Self.listeners)
            print(
                "\(Self.listeners) listeners: the last heard of the alert after "
                    + (last - start).formatted(.units(allowed: [.milliseconds])))
        }

        @Test(.enabled(if: seconds > 0), .timeLimit(.minutes(5)), arguments: [100, 1000])
        func alertsReachTheStreamInTime(_ rate: Int) async throws {
            let gateway = try await LoadedGateway()
            let client = try EventStreamClient(count: 1, port: gateway.suite.gatewayPort)
            defer { client.close() }
            try await eventually("the listener is there") { client.reached(by: "retry:") == 1 }
            let share = rate / AlertStream.ticksPerSecond
            let batches = try (0..<Self.seconds * AlertStream.ticksPerSecond).map { tick in
                try (tick * share..<(tick + 1) * share).map { try LoadedGateway.record(LoadedGateway.alert($0)) }
            }
            var sent: [ContinuousClock.Instant] = []
            let took = try await AlertStream.send(batches, by: gateway.producer) { _ in
                sent += (0..<share).map { _ in .now }
            }
            let total = sent.count
            try await eventually(within: .seconds(60), "every one is there") {
                client.first.count { $0.text.contains("event: alert") } >= total
            }
            var seen: [Int: ContinuousClock.Instant] = [:]
            for event in client.first {
                guard let match = event.text.firstMatch(of: /load-(\d+)"/), let number = Int(match.1) else { continue }
                if seen[number] == nil { seen[number] = event.at }
            }
            #expect(seen.count == total, "events that were left out: \(total - seen.count)")
            let times = seen.map { ($0.value - sent[$0.key]) / .milliseconds(1) }
            let middle = try #require(Spread.percentile(0.5, of: times))
            let late = try #require(Spread.percentile(0.99, of: times))
            let reached = Double(total) / (took / .seconds(1))
            print(
                "event to stream at \(rate)/s (\(total) alerts, \(Int(reached))/s reached): "
                    + "p50 \(Int(middle.rounded())) ms, p99 \(Int(late.rounded())) ms")
        }
    }
}
