import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// Charts are written and read without `Codable`; bytes, values and damage must be those of `Codable`.
@Suite struct ChartTextTests {
    private let charts: [PatientChart]

    /// Those of all scenarios, each as it was amended, and with all that orders may hold.
    init() throws {
        let (intake, policy) = (try hospitalIntake(), try judgementPolicy())
        charts = try Scenarios.all.get().enumerated().map { number, scenario in
            var chart = PatientChart()
            let documents = try ScenarioResources(scenario: scenario, conditions: policy.knowledge.conditions)
                .documents()
            for case let facts as HospitalFacts in documents.flatMap({ intake.read(Message(value: $0)).forwarded }) {
                chart = policy.take(facts, into: chart, at: Scenario.moment).chart
                chart = policy.take(ChartTextTests.amended(facts), into: chart, at: Scenario.moment + .hours(1)).chart
            }
            if let key = chart.orders.keys.min(), number.isMultiple(of: 3) {
                chart.orders[key]?.wasHandedOver = true
                chart.orders[key]?.releasedRules = ["a \"rule\"", "ü"]
                chart.orders[key]?.fact.prescriberId = PractitionerID("line\nbreak")
            }
            return chart
        }
    }

    private static func amended(_ facts: HospitalFacts) -> HospitalFacts {
        var again = facts
        for index in again.facts.indices {
            guard case .order(var order) = again.facts[index].content else { continue }
            for place in order.dosageInstructions.indices { order.dosageInstructions[place].dose?.high += 1 }
            again.facts[index].content = .order(order)
            again.facts[index].version = SourceVersion(versionId: "900", lastUpdated: Scenario.moment)
        }
        return again
    }

    @Test func theTextIsThatOfCodable() throws {
        #expect(charts.contains { $0.orders.values.contains { !$0.earlier.isEmpty } })
        for (number, chart) in charts.enumerated() { try PlainTextCheck.compareText(chart, "chart \(number)") }
    }

    @Test func madeUpChartsAreWrittenAndReadAsByCodable() async throws {
        try await PlainTextCheck.compare(
            PatientChart.self,
            words: [
                "recorded", "retracted", "male", "given", "order", "dispense", "administration", "reportedMedication",
                "patient", "observation", "condition", "allergy", "stay", "coverage", "claim", "care",
            ], values: 20)
    }

    @Test func aChartOfBeforeATableExistedIsRead() throws {
        let chart = try #require(charts.first { !$0.orders.isEmpty })
        let text = String(decoding: try PayloadCoding.encode(chart), as: UTF8.self)
        let older = text.replacing(#""allergies":{},"#, with: "").replacing(#""earlier":[],"#, with: "")
        #expect(older != text)
        let read = try PayloadCoding.decode(Array(older.utf8), as: PatientChart.self)
        #expect(read.allergies.isEmpty)
        #expect(read.orders.keys.sorted() == chart.orders.keys.sorted())
    }
}
