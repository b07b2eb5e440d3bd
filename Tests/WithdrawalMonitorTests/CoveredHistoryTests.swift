import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

/// Patients who never run out, however their refills come: nobody is told that something major is wrong.
struct CoveredHistoryTests {
    /// `make watch` lives a thousand of them.
    private static let count =
        ProcessInfo.processInfo.environment["TITRATE_COVERED_HISTORIES"].flatMap { Int($0) } ?? 150

    @Test func coveredHistoriesGiveNoMajorAlarm() throws {
        for seed in 0..<Self.count {
            var random = SeededGenerator(seed: UInt64(seed))
            let (timeline, lastDay) = try lived(&random)
            let major = timeline.said(AlertEvent.self).filter {
                // What is still inside its settle window alarms nobody.
                $0.alert.severity >= .major && $0.alert.status == .open
            }
            #expect(major.map(\.alert.summary) == [], "seed \(seed)")
            let runOut = try #require(timeline.runOutDay, "seed \(seed)")
            #expect(runOut > lastDay, "seed \(seed)")
        }
    }

    /// A year or so of fills, each at least two days before the tablets end; mail orders, early fills, stays, renewals.
    private func lived(_ random: inout SeededGenerator) throws -> (Timeline, Int) {
        var timeline = try Timeline()
        let doses: [Double] = [15, 30, 40, 60, 80]
        let dose: Double = doses.randomElement(using: &random) ?? 30
        let isMail = Int.random(in: 0..<3, using: &random) == 0
        var order = 1
        timeline.tell(Fact.order("o-1", dose: dose), at: Timeline.day(0))
        // The day after the last covered one, counted by hand.
        var (day, end) = (0, 0)
        var stay = 0
        while day < 300 {
            let days = isMail ? 90 : [28, 30, 30, 31].randomElement(using: &random) ?? 30
            timeline.tell(
                Fact.fill(DispenseID("d-\(day)"), day, milligrams: dose * Double(days), order: OrderID("o-\(order)")),
                at: Timeline.day(day, hour: 9))
            end += days
            if Int.random(in: 0..<6, using: &random) == 0 {
                let (from, length) = (day + 2, Int.random(in: 1...9, using: &random))
                stay += 1
                let id = EncounterID("e-\(stay)")
                timeline.tell(Fact.stay(id, from: from), at: Timeline.day(from, hour: 10))
                timeline.tell(
                    Fact.stay(id, from: from, until: from + length), at: Timeline.day(from + length, hour: 10))
                end += length
            }
            // On the last covered day itself a patient at high risk is a major matter (clinical facts §7.5).
            let early = Int.random(in: 2...(isMail ? 20 : 9), using: &random)
            day = end - early
            if Int.random(in: 0..<4, using: &random) == 0 { renew(&timeline, &order, dose, day, &random) }
        }
        timeline.advance(to: Timeline.day(day))
        return (timeline, day)
    }

    private func renew(
        _ timeline: inout Timeline, _ order: inout Int, _ dose: Double, _ day: Int, _ random: inout SeededGenerator
    ) {
        let (old, new) = (OrderID("o-\(order)"), OrderID("o-\(order + 1)"))
        let at = Timeline.day(day, hour: 8)
        let facts = [
            Fact.order(old, .completed, dose: dose, at: at), Fact.order(new, dose: dose, since: day, prior: old),
        ]
        let isNewFirst = Bool.random(using: &random)
        timeline.tell(facts[isNewFirst ? 1 : 0], at: at)
        timeline.tell(facts[isNewFirst ? 0 : 1], at: at + .minutes(5))
        order += 1
    }
}
