import Foundation
import Testing

@testable import Titrate

/// The whole suite under a seed: orders, crashes, lost stores, moving partitions, zombies, slow topics, clock jumps.
@Suite(.serialized) struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test func oneSeedCanBeHadAgain() async {
        let first = await SeedRun.run(seed: 1)
        let again = await SeedRun.run(seed: 1)
        #expect(first.tally == again.tally)
        #expect(first.violation == again.violation)
    }

    /// `TITRATE_SEED=n` runs one seed again, and shrinks it when it fails.
    @Test(.enabled(if: environment["TITRATE_SEED"] != nil)) func theNamedSeedHoldsEveryInvariant() async throws {
        let seed = try #require(UInt64(Self.environment["TITRATE_SEED"] ?? ""))
        await Self.explain(seed, (await SeedRun.run(seed: seed)).violation)
    }

    /// As many seeds as fit the time, or, with `TITRATE_SEEDS`, that many, going on where the last run stopped.
    @Test(.disabled(if: environment["TITRATE_SEED"] != nil)) func noSeedBreaksAnInvariant() async throws {
        let seeds = Self.environment["TITRATE_SEEDS"].flatMap { UInt64($0) }
        let minutes = Self.environment["TITRATE_SIMULATION_MINUTES"].flatMap { Double($0) } ?? 4
        var campaign = Campaign(file: Self.environment["TITRATE_SIMULATION_STATE"].map { URL(filePath: $0) })
        let failure = try await campaign.run(
            through: seeds ?? .max, for: seeds == nil ? .seconds(minutes * 60) : nil)
        print(campaign.summary)
        if let failure { await Self.explain(failure.seed, failure.what) }
    }

    private static func explain(_ seed: UInt64, _ violation: String?) async {
        guard let violation else { return }
        Issue.record("seed \(seed): \(violation)")
        let shrunk = await Shrinking.shrink(Plan(seed: seed))
        let what = await SeedRun.run(shrunk).violation ?? "does not fail any more"
        print("TITRATE_SEED=\(seed) shows it again. Shrunk to \(shrunk.feed.count) records: \(what)\n\(shrunk.report)")
    }
}
