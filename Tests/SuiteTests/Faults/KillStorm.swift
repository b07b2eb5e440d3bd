import EventContracts
import Foundation
import Testing

@testable import Titrate

extension ProcessTests.FaultTests {
    /// Each service in turn is killed with SIGKILL at a random moment of a feed of 2,000 FHIR records.
    ///
    /// `TITRATE_FAULT_ROUNDS` says how many times; `TITRATE_FAULT_SEED` which random moments.
    @Suite struct KillStorm {
        private let victims: [ServiceName] = [.prescribing, .interactionCheck, .withdrawalMonitor, .costAssistance]
        private let steps = 100

        @Test(.timeLimit(.minutes(60))) func killedServicesLoseNothingAndSayNothingTwice() async throws {
            try await FaultTrial.run(
                "SIGKILL of every service at random moments", rounds: FaultRounds.storm, services: victims,
                recordCount: 2000
            ) { trial, round in
                try await trial.startAll()
                let kills = plan(seed: FaultRounds.seed &* 1000 &+ UInt64(round))
                for step in 0..<steps {
                    try await trial.publish(upTo: Double(step + 1) / Double(steps))
                    guard let victim = kills[step] else { continue }
                    trial.suite.kill(victim)
                    trial.recoveryBegins()
                    try trial.start(victim)
                }
                for victim in victims { try await trial.suite.waitUntilReady(victim) }
            }
        }

        /// One kill per service, each somewhere in its own part of the feed.
        private func plan(seed: UInt64) -> [Int: ServiceName] {
            var random = SampleRandom(seed: seed)
            let part = steps / victims.count
            let places = victims.enumerated().map { index, victim in
                (index * part + Int.random(in: 0..<part, using: &random), victim)
            }
            return Dictionary(uniqueKeysWithValues: places)
        }
    }
}
