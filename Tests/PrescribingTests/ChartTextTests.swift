import EventContracts
import Foundation
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
        let slow = JSONEncoder()
        slow.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(charts.contains { $0.orders.values.contains { !$0.earlier.isEmpty } })
        for (number, chart) in charts.enumerated() {
            let text = try PayloadCoding.encode(chart)
            let isSame = text == Array(try slow.encode(chart))
            #expect(isSame, "chart \(number)")
            let isRead = try PayloadCoding.decode(text, as: PatientChart.self) == chart
            #expect(isRead, "chart \(number)")
            let isReadSlowly = try JSONDecoder().decode(PatientChart.self, from: Data(text)) == chart
            #expect(isReadSlowly, "chart \(number)")
        }
    }

    @Test func aDamagedTextIsReadOrRefusedAsByCodable() throws {
        var random = SeededGenerator(state: 11)
        var refused = 0
        for (number, chart) in charts.enumerated() where number.isMultiple(of: 5) {
            let text = try PayloadCoding.encode(chart)
            for _ in 0..<30 {
                var damaged = text
                let at = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged.remove(at: at)
                case 1: damaged[at] = UInt8.random(in: 0x20...0x7E, using: &random)
                case 2: damaged.insert(UInt8(ascii: "0"), at: at)
                default: damaged.replaceSubrange(at..<min(at + 5, damaged.count), with: Array("null".utf8))
                }
                let fast = Result { try PayloadCoding.decode(damaged, as: PatientChart.self) }
                let slow = Result { try PayloadCoding.decode(damaged, as: Slowly.self).chart }
                switch (fast, slow) {
                case (.success(let left), .success(let right)):
                    let isSame = left == right
                    #expect(isSame, "chart \(number)")
                case (.failure(let left), .failure(let right)):
                    refused += 1
                    #expect(left as? PayloadError == right as? PayloadError)
                default: Issue.record("chart \(number): one reads what the other refuses")
                }
            }
        }
        #expect(refused > 100)
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

/// The same chart by a decoder that is not ours, so that the plain reader steps aside.
private struct Slowly: Decodable {
    let chart: PatientChart

    init(from decoder: any Decoder) throws { chart = try PatientChart(from: Other(inner: decoder)) }

    private struct Other: Decoder {
        let inner: any Decoder
        var codingPath: [any CodingKey] { inner.codingPath }
        var userInfo: [CodingUserInfoKey: Any] { inner.userInfo }
        func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
            try inner.container(keyedBy: type)
        }
        func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try inner.unkeyedContainer() }
        func singleValueContainer() throws -> any SingleValueDecodingContainer { try inner.singleValueContainer() }
    }
}
