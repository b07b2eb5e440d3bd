import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// Each service in turn is killed with SIGKILL at random moments while a feed of 2,000 FHIR records runs; the final
    /// alerts, orders and projections are those of an undisturbed run, and nothing is lost or doubled.
    ///
    /// `TITRATE_FAULT_ROUNDS` says how many times (2 unless told); `TITRATE_FAULT_SEED` which random moments.
    @Suite(.serialized) struct FaultTests {
        private static let environment = ProcessInfo.processInfo.environment
        private static let rounds = environment["TITRATE_FAULT_ROUNDS"].flatMap { Int($0) } ?? 2
        private static let seed = environment["TITRATE_FAULT_SEED"].flatMap { UInt64($0) } ?? 1
        private static let count = 2000

        @Test(.timeLimit(.minutes(40))) func killedServicesLoseNothingAndSayNothingTwice() async throws {
            let now = Instant(Date())
            let feed = Hospital.feed(count: FaultTests.count, patients: 80, seed: FaultTests.seed, now: now)
            let undisturbed = try await FaultTests.run(feed, killing: nil)
            #expect(undisturbed.doubled.isEmpty)
            #expect(undisturbed.alerts.count > 50, "the feed must lead to alerts, or the comparison means nothing")
            for round in 0..<FaultTests.rounds {
                let outcome = try await FaultTests.run(feed, killing: FaultTests.seed &* 1000 &+ UInt64(round))
                let differences = outcome.differences(from: undisturbed)
                #expect(
                    differences.count == 0, "round \(round): \(differences.count) differ, as \(differences.prefix(3))")
                #expect(outcome.doubled.isEmpty, "round \(round): \(outcome.doubled.prefix(5))")
            }
        }

        private static let victims: [ServiceName] = [
            .prescribing, .interactionCheck, .withdrawalMonitor, .costAssistance,
        ]

        private static func run(_ feed: [[UInt8]], killing seed: UInt64?) async throws -> SuiteOutcome {
            let suite = try await RunningSuite()
            for service in victims { try suite.start(service) }
            for service in victims { try await suite.waitUntilReady(service) }
            let kills = seed.map { plan(of: feed.count, seed: $0) } ?? [:]
            let producer = try suite.log.makeProducer()
            for start in stride(from: 0, to: feed.count, by: step) {
                try await producer.append(feed[start..<min(start + step, feed.count)].map(Hospital.record))
                guard let victim = kills[start] else { continue }
                suite.kill(victim)
                try suite.start(victim)
            }
            await producer.close(within: .seconds(5))
            for service in victims { try await suite.waitUntilReady(service) }
            return try await suite.settledOutcome(of: victims)
        }

        private static let step = 20

        /// One kill per service, each somewhere in its own part of the feed.
        private static func plan(of count: Int, seed: UInt64) -> [Int: ServiceName] {
            var random = SampleRandom(seed: seed)
            let part = count / victims.count / step
            let places = victims.enumerated().map { index, victim in
                ((index * part + Int.random(in: 0..<part, using: &random)) * step, victim)
            }
            return Dictionary(uniqueKeysWithValues: places)
        }
    }
}
