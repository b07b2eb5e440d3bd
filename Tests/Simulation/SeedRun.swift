import EventContracts
import Foundation

/// One seed, from its plan to its verdict.
enum SeedRun {
    struct Outcome: Sendable {
        var tally = WorldTally()
        var violation: String?
    }

    /// Every so many seeds the end is compared with that of an undisturbed run of the same records.
    private static let comparedEvery: UInt64 = 16

    static func run(_ plan: Plan, saboteur: Saboteur? = nil) async -> Outcome {
        var outcome = Outcome()
        do {
            let definitions = try SuiteDefinitions.standard.get()
            let world = try World(plan, definitions: definitions, saboteur: saboteur)
            defer { outcome.tally = outcome.tally + world.tally }
            try await world.run()
            if plan.seed % comparedEvery == 0 {
                let calm = try World(world.undisturbed, definitions: definitions)
                try await calm.run()
                outcome.tally.compared += 1
                try compare(world, calm)
            }
        } catch {
            outcome.violation = "\(error)"
        }
        return outcome
    }

    static func run(seed: UInt64, saboteur: Saboteur? = nil) async -> Outcome {
        await run(Plan(seed: seed), saboteur: saboteur)
    }

    private static func compare(_ world: World, _ calm: World) throws {
        let differences = try world.openState.differences(
            from: calm.openState, except: world.auditor.answeredAlerts)
        guard differences.isEmpty else {
            throw Violation(8, "\(differences.count) differ from an undisturbed run: \(differences.prefix(3))")
        }
    }
}
