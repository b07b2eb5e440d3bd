import EventContracts
import Foundation
import MedicationDomain
import ServiceHost
import TestSupport
import Testing

@testable import WithdrawalMonitor

/// Stops and paperwork in number; true stops through the service's own engine and its deadlines.
struct PaperworkTests {
    private static let definition = Result { try WithdrawalMonitorService.define(SettingValues()) }
    private let orders = Topic<OrderEvent>(.prescribingEvents)

    enum Paper: String, CaseIterable { case renewal, transfer, modification }

    /// What a record system writes: it ends one order and places the next, in either order, linked or not.
    private func pair(_ paper: Paper, dose: Double, at: Instant, isLinked: Bool) -> [OrderEvent] {
        let ended: OrderEvent.Status = paper == .renewal ? .completed : .stopped
        let next = paper == .modification ? dose + 5 : dose
        let encounter: EncounterID? = paper == .transfer ? "e-2" : nil
        return [
            Fact.order("o-1", ended, dose: dose, at: at),
            Fact.order("o-2", dose: next, since: 30, prior: isLinked ? "o-1" : nil, encounter: encounter),
        ]
    }

    private func onBaclofen(_ dose: Double) throws -> HandlerHarness {
        let harness = try HandlerHarness(try Self.definition.get(), startingAt: Timeline.day(0))
        try harness.deliver(Fact.order("o-1", dose: dose), on: orders, about: Timeline.patient, revision: 1)
        return harness
    }

    @Test func aThousandPairsInEitherOrderGiveNoStopAlert() throws {
        var random = SeededGenerator(seed: 20_261_128)
        for index in 0..<1000 {
            let dose = Double(Int.random(in: 3...16, using: &random) * 5)
            let paper = Paper.allCases[index % 3]
            let at = Timeline.day(30, hour: 12)
            var facts = pair(paper, dose: dose, at: at, isLinked: Bool.random(using: &random))
            if Bool.random(using: &random) { facts.reverse() }
            var timeline = try Timeline()
            timeline.tell(Fact.order("o-1", dose: dose), at: Timeline.day(0))
            timeline.tell(facts[0], at: at)
            timeline.tell(facts[1], at: at + .seconds(Double.random(in: 0..<599.9, using: &random)))
            timeline.advance(to: at + .days(2))
            let stops = timeline.said(AlertEvent.self).filter { $0.alert.kind == .abruptStop }
            #expect(!stops.contains { $0.alert.interruptive }, "pair \(index): \(paper)")
            #expect(timeline.stop == nil, "pair \(index): \(paper)")
        }
    }

    /// The window and one second after the stop is known, every one of them interrupts.
    @Test func aHundredTrueStopsAreAllAlertedInTime() throws {
        var random = SeededGenerator(seed: 7)
        for index in 0..<100 {
            let dose = Double(Int.random(in: 3...16, using: &random) * 5)
            let harness = try onBaclofen(dose)
            let at = Timeline.day(15) + .seconds(Double.random(in: 0..<86_400 * 40, using: &random))
            let status: OrderEvent.Status = Bool.random(using: &random) ? .stopped : .completed
            let stop = Fact.order("o-1", status, dose: dose, at: at)
            let first = try harness.deliver(stop, on: orders, about: Timeline.patient, revision: 2, at: at).alerts
            #expect(first.map(\.alert.status) == [.provisional], "stop \(index)")
            let then = try harness.advance(to: at + .minutes(10) + .seconds(1)).alerts
            #expect(then.contains { $0.alert.kind == .abruptStop && $0.alert.interruptive }, "stop \(index)")
        }
    }
}
