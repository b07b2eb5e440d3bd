import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

struct AnyOrderTests {
    /// The same facts in any order, each entity's own revisions in theirs, end in the same open state.
    @Test(arguments: 0..<60)
    func sameFactsEndTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let stories = story(&random)
        let first = try end(stories.flatMap { $0 })
        for _ in 0..<6 {
            let other = try end(interleave(stories, &random))
            #expect(other.alerts == first.alerts, "seed \(seed)")
            #expect(other.projection == first.projection, "seed \(seed)")
            #expect(other.risk == first.risk, "seed \(seed)")
        }
    }

    private struct End: Equatable {
        var alerts: [String]
        var projection: SupplyProjection?
        var risk: RiskAssessment?
    }
    private typealias Told = (payload: any EventPayload, happened: Instant)

    /// All facts are learned within one minute of day 45, as after a pause of the feed, and judged a day later.
    private func end(_ facts: [Told]) throws -> End {
        var timeline = try Timeline()
        for (index, fact) in facts.enumerated() {
            timeline.tell(fact.payload, at: Timeline.day(45) + .milliseconds(Int64(index)), happened: fact.happened)
        }
        timeline.advance(to: Timeline.day(46))
        timeline.tell(KnowledgeReplaced(version: "same"), at: Timeline.day(46))
        let alerts = timeline.alerts.map { alert in
            "\(alert.alertId.rawValue) \(alert.kind) \(alert.severity) \(alert.interruptive) \(alert.status) "
                + alert.summary + alert.detail + alert.factors.joined()
        }
        return End(alerts: alerts, projection: timeline.projection, risk: timeline.record?.risk)
    }

    /// One list per entity.
    private func story(_ random: inout SeededGenerator) -> [[Told]] {
        var stories: [[Told]] = []
        let doses = [15.0, 30, 45, 60, 80]
        let dose = doses.randomElement(using: &random) ?? 30
        let end = Int.random(in: 39...44, using: &random)
        var first: [Told] = [(Fact.order("o-1", dose: dose), Timeline.day(0))]
        if Bool.random(using: &random) {
            let day = Int.random(in: 5...38, using: &random)
            let changed = doses.randomElement(using: &random) ?? 30
            first.append((Fact.order("o-1", .amended, dose: changed, at: Timeline.day(day)), Timeline.day(day)))
        }
        if Bool.random(using: &random) {
            let status: OrderEvent.Status = [.stopped, .completed, .held].randomElement(using: &random) ?? .stopped
            first.append((Fact.order("o-1", status, dose: dose, at: Timeline.day(end)), Timeline.day(end)))
        }
        stories.append(first)
        if Bool.random(using: &random) {
            let prior: OrderID? = Bool.random(using: &random) ? "o-1" : nil
            let since = end + Int.random(in: -1...1, using: &random)
            let replacement = Fact.order("o-2", dose: doses.randomElement(using: &random), since: since, prior: prior)
            stories.append([(replacement, Timeline.day(since))])
        }
        for index in 0..<Int.random(in: 0...3, using: &random) {
            let day = index * 20 + Int.random(in: 0...4, using: &random)
            let id = DispenseID("d-\(index)")
            var fills: [Told] = [
                (
                    Fact.fill(id, day, milligrams: Double.random(in: 100...1500, using: &random).rounded()),
                    Timeline.day(day)
                )
            ]
            if Int.random(in: 0..<5, using: &random) == 0 {
                fills.append((Fact.fill(id, day, status: .retracted), Timeline.day(day)))
            }
            stories.append(fills)
        }
        if Bool.random(using: &random) {
            let from = Int.random(in: 2...36, using: &random)
            stories.append([
                (Fact.stay("e-1", from: from), Timeline.day(from)),
                (Fact.stay("e-1", from: from, until: from + 5), Timeline.day(from + 5)),
            ])
        }
        let kidney = ObservationEvent(
            observationId: "v-1", patientId: Timeline.patient, kind: .estimatedGFR, value: 50,
            observedAt: Timeline.day(3))
        stories.append([(kidney, Timeline.day(3))])
        return stories
    }

    private func interleave(_ stories: [[Told]], _ random: inout SeededGenerator) -> [Told] {
        var (left, result): ([[Told]], [Told]) = (stories.filter { !$0.isEmpty }, [])
        while !left.isEmpty {
            let index = Int.random(in: 0..<left.count, using: &random)
            result.append(left[index].removeFirst())
            left.removeAll(where: \.isEmpty)
        }
        return result
    }
}
