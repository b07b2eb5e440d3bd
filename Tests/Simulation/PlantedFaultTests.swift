import Foundation
import Testing

/// The simulation bites: each of ten deliberate faults is caught, or the auditor would be no auditor.
@Suite(.serialized) struct PlantedFaultTests {
    private static let mostSeeds: UInt64 = 300

    @Test(arguments: PlantedFaults.all.indices) func aDeliberateFaultIsCaught(number: Int) async throws {
        let saboteur = PlantedFaults.all[number]
        for seed in 1...Self.mostSeeds {
            guard let violation = await SeedRun.run(seed: seed, saboteur: saboteur).violation else { continue }
            print("planted fault: \(saboteur.name): caught by seed \(seed): \(violation.prefix(200))")
            return
        }
        Issue.record("\(saboteur.name) was not caught by \(Self.mostSeeds) seeds")
    }

    @Test func aFailingRunIsShrunkAndStillFails() async {
        let plan = Plan(seed: 1)
        let shrunk = await Shrinking.shrink(plan, saboteur: PlantedFaults.deadLettersVanish)
        #expect(await SeedRun.run(shrunk, saboteur: PlantedFaults.deadLettersVanish).violation != nil)
        #expect(shrunk.feed.count <= 2)
        #expect(shrunk.faults.isEmpty)
    }
}
