import Foundation
import Testing

@testable import InteractionCheck

/// A year of stable people with a spinal cord injury or MS on many medicines, nearly all of it renewals.
///
/// `make alerts` lives it with a thousand patients; `TITRATE_YEAR_PATIENTS` says how many.
@Suite struct SyntheticYearTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let patients = environment["TITRATE_YEAR_PATIENTS"].flatMap { Int($0) } ?? 100
    private static let seed = environment["TITRATE_YEAR_SEED"].flatMap { UInt64($0) } ?? 20_260_101

    @Test func stablePatientsInterruptSeldom() async throws {
        let knowledge = try TestKnowledge.standard
        let clock = ContinuousClock()
        let began = clock.now
        let lanes = ProcessInfo.processInfo.activeProcessorCount
        let tally = try await withThrowingTaskGroup(of: YearTally.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var tally = YearTally()
                    for number in stride(from: lane, to: Self.patients, by: lanes) {
                        tally.live(try YearPlan(number: number, seed: Self.seed), knowledge)
                    }
                    return tally
                }
            }
            return try await group.reduce(into: YearTally()) { $0.add($1) }
        }
        let seconds = String(format: "%.1f", (clock.now - began) / .seconds(1))
        print(tally.table + "\nseed \(Self.seed), \(seconds) s")
        #expect(tally.orders[.newOrder] ?? 0 > Self.patients)
        #expect(tally.orders[.renewal] ?? 0 > Self.patients * 20)
        #expect(tally.perHundred(.newOrder) <= 5)
        #expect(tally.perHundred(.renewal) <= 1)
        // A year without any interruption would say that nothing was looked at.
        #expect(tally.perHundred(.newOrder) > 0.5)
    }
}
