import EventContracts
import MedicationDomain
import ServiceRuntime

/// A scenario after intake and charting: the question its rules are asked.
struct ScenarioRun: Sendable {
    /// Why a scenario could not be played.
    struct Broken: Error, CustomStringConvertible {
        var description: String
    }

    let scenario: Scenario
    let question: DoseQuestion
    /// What the service makes of it, alerts and deadlines included.
    let order: OrderEvent

    init(_ scenario: Scenario, intake: HospitalIntake, policy: JudgementPolicy) throws {
        self.scenario = scenario
        let resources = ScenarioResources(scenario: scenario, conditions: policy.knowledge.conditions)
        var chart = PatientChart()
        var judged: OrderEvent?
        for document in try resources.documents() {
            let result = intake.read(Message(value: document))
            if let refusal = result.refusal { throw Broken(description: "\(refusal.code) at \(refusal.message)") }
            for case let facts as HospitalFacts in result.forwarded {
                let outcome = policy.take(facts, into: chart, at: Scenario.moment)
                chart = outcome.chart
                let orders = outcome.announcements.compactMap { $0.payload as? OrderEvent }
                judged = orders.last { $0.orderId.rawValue == ScenarioResources.orderID } ?? judged
            }
        }
        guard let charted = chart.orders[ScenarioResources.orderID], let judged else {
            throw Broken(description: "the order did not arrive")
        }
        let patient = PatientPicturePolicy.picture(of: chart, by: policy.knowledge, asOf: Scenario.moment)
        question = policy.question(about: charted, in: chart, patient, at: Scenario.moment)
        order = judged
    }

    /// What differs from the expectation, in words; nil when nothing does.
    func difference(by rules: [DoseRule]) -> String? {
        guard question.context == scenario.context else {
            return "context is \(question.context.rawValue), not \(scenario.context.rawValue)"
        }
        let verdict = DosePolicy.judge(question, by: rules)
        let found = Set(verdict.remarks.map(\.finding.rule.id))
        let expected = Set(scenario.findings)
        let missing = expected.subtracting(found).map(\.rawValue).sorted()
        let surplus = found.subtracting(expected).map(\.rawValue).sorted()
        var words: [String] = []
        if !missing.isEmpty { words.append("missing \(missing.joined(separator: ", "))") }
        if !surplus.isEmpty { words.append("not expected \(surplus.joined(separator: ", "))") }
        if verdict.disposition != scenario.disposition {
            words.append("\(verdict.disposition.rawValue), not \(scenario.disposition.rawValue)")
        }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }

    /// What the service said of the order is what the rules alone say.
    var isSaidAsJudged: Bool {
        Set(order.findings.map(\.rule.id)) == Set(scenario.findings)
            && (order.status == .held) == (scenario.disposition == .hold)
            && (order.status == .rejected) == (scenario.disposition == .reject)
    }
}
