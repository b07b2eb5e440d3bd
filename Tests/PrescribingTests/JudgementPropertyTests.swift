import EventContracts
import MedicationDomain
import ServiceRuntime
import Testing

@testable import Prescribing

/// What holds for every scenario, whatever its verdict.
@Suite struct JudgementPropertyTests {
    private let intake: HospitalIntake
    private let policy: JudgementPolicy

    init() throws { (intake, policy) = (try hospitalIntake(), try judgementPolicy()) }

    private func facts(of scenario: Scenario) throws -> [HospitalFacts] {
        try ScenarioResources(scenario: scenario, conditions: policy.knowledge.conditions).documents().flatMap {
            intake.read(Message(value: $0)).forwarded.compactMap { $0 as? HospitalFacts }
        }
    }

    private func chart(of facts: [HospitalFacts]) -> PatientChart {
        facts.reduce(PatientChart()) { policy.take($1, into: $0, at: Scenario.moment).chart }
    }

    /// The open alerts without what tells when they were first seen.
    private func open(_ chart: PatientChart) -> [Alert] {
        chart.alerts.open.map { alert in
            var alert = alert
            (alert.raisedAt, alert.updatedAt, alert.revision) = (Scenario.moment, nil, 0)
            return alert
        }
    }

    @Test func arrivalDoesNotMatter() throws {
        for (index, scenario) in try Scenarios.all.get().enumerated() {
            let facts = try facts(of: scenario)
            let expected = chart(of: facts)
            let shift = index % max(1, facts.count)
            // Backwards and rotated, in turn.
            let found = chart(of: index.isMultiple(of: 2) ? facts.reversed() : Array(facts[shift...] + facts[..<shift]))
            let isSame = open(found) == open(expected)
            #expect(isSame, "\(scenario.name)")
            #expect(found.orders.mapValues(\.status) == expected.orders.mapValues(\.status), "\(scenario.name)")
        }
    }

    @Test func oneOrderInterruptsOnce() throws {
        for scenario in try Scenarios.all.get() {
            let calling = open(chart(of: try facts(of: scenario))).filter(\.interruptive)
            let orders = calling.compactMap { $0.medications.first?.orderId }
            #expect(Set(orders).count == orders.count, "\(scenario.name)")
        }
    }

    @Test func retractedOrderLeavesNoTraceInTheOpenAlerts() throws {
        for scenario in try Scenarios.all.get() {
            let facts = try facts(of: scenario)
            let before = chart(of: Array(facts.dropLast()))
            var retraction = try #require(facts.last)
            retraction.facts = retraction.facts.map { fact in
                var fact = fact
                if case .order(var order) = fact.content {
                    order.status = .enteredInError
                    fact.content = .order(order)
                }
                fact.version = SourceVersion(lastUpdated: Scenario.moment + .hours(1))
                return fact
            }
            let after = policy.take(retraction, into: chart(of: facts), at: Scenario.moment).chart
            let isSame = open(after) == open(before)
            #expect(isSame, "\(scenario.name)")
        }
    }

    @Test func amendingToTheSameContentDoesNothing() throws {
        for scenario in try Scenarios.all.get() {
            let facts = try facts(of: scenario)
            let before = chart(of: facts)
            var again = try #require(facts.last)
            again.facts = again.facts.map { fact in
                var fact = fact
                fact.version = SourceVersion(lastUpdated: Scenario.moment + .hours(1))
                return fact
            }
            let outcome = policy.take(again, into: before, at: Scenario.moment)
            #expect(outcome.announcements.allSatisfy { !($0.payload is AlertEvent) }, "\(scenario.name)")
            let isSame = outcome.chart.alerts == before.alerts
            #expect(isSame, "\(scenario.name)")
            #expect(outcome.chart.orders.mapValues(\.status) == before.orders.mapValues(\.status), "\(scenario.name)")
        }
    }
}
