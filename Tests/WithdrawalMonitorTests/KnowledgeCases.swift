import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

/// A case of a `*.cases.yaml` file: facts in, expected verdict out.
struct TaperCase: Sendable, CustomTestStringConvertible {
    var name: String
    var request: TaperRequest
    var steps: [Double]?
    var totalDays: Int?
    var template: String?
    var refused: String?
    var testDescription: String { name }

    static func all() throws -> [TaperCase] {
        try Cases.nodes("taper.cases.yaml").map { node in
            let fields = try node.mapping(allowed: ["name", "request", "expect"])
            let asked = try fields.mapping(
                "request", allowed: ["dose", "course-days", "age", "risk", "strengths", "halves", "intrathecal"])
            let expect = try fields.mapping("expect", allowed: ["steps", "total-days", "template", "refused"])
            return TaperCase(
                name: try fields.string("name"),
                request: TaperRequest(
                    dailyDoseMilligrams: try asked.double("dose"), courseDays: try asked.optionalInteger("course-days"),
                    age: try asked.optionalInteger("age"), riskPoints: try asked.optionalInteger("risk"),
                    strengthsMilligrams: try asked.optional("strengths")?.list().map { try $0.double() },
                    halvesAllowed: try asked.optionalBoolean("halves") ?? false,
                    path: try asked.optionalBoolean("intrathecal") ?? false ? .intrathecal : .enteral,
                    startsOn: Timeline.start, patient: Timeline.patient),
                steps: try expect.optional("steps")?.list().map { try $0.double() },
                totalDays: try expect.optionalInteger("total-days"), template: try expect.optionalString("template"),
                refused: try expect.optionalString("refused"))
        }
    }
}

struct SupplyCase: Sendable, CustomTestStringConvertible {
    var name: String
    /// By day.
    var facts: [(day: Int, payload: any EventPayload)]
    var day: Int
    var state: SupplyProjection.State
    var runOutDay: Int?
    var alert: AlertKind?
    var severity: Severity?
    var interruptive: Bool
    var testDescription: String { name }

    static func all() throws -> [SupplyCase] {
        try Cases.nodes("supply.cases.yaml").map { node in
            let fields = try node.mapping(allowed: ["name", "dose", "fills", "stays", "expect"])
            let expect = try fields.mapping(
                "expect", allowed: ["on-day", "state", "run-out-day", "alert", "severity", "interruptive"])
            var facts: [(Int, any EventPayload)] = [(0, Fact.order("o-1", dose: try fields.optionalDouble("dose")))]
            for (index, fill) in try fields.optionalList("fills").enumerated() {
                let fill = try fill.mapping(allowed: ["day", "milligrams", "days"])
                let day = try fill.integer("day")
                facts.append(
                    (
                        day,
                        Fact.fill(
                            DispenseID("d-\(index)"), day, milligrams: try fill.optionalDouble("milligrams"),
                            days: try fill.optionalDouble("days"))
                    ))
            }
            for (index, stay) in try fields.optionalList("stays").enumerated() {
                let stay = try stay.mapping(allowed: ["from", "until"])
                let until = try stay.integer("until")
                facts.append(
                    (until, Fact.stay(EncounterID("e-\(index)"), from: try stay.integer("from"), until: until)))
            }
            return SupplyCase(
                name: try fields.string("name"), facts: facts.sorted { $0.0 < $1.0 }.map { (day: $0.0, payload: $0.1) },
                day: try expect.integer("on-day"), state: try expect.choice("state", StateWord.self).state,
                runOutDay: try expect.optionalInteger("run-out-day"), alert: try expect.optionalChoice("alert"),
                severity: try expect.optionalChoice("severity"),
                interruptive: try expect.optionalBoolean("interruptive") ?? false)
        }
    }

    private enum StateWord: String, CaseIterable {
        case known, unknown
        var state: SupplyProjection.State { self == .known ? .known : .unknown }
    }
}

enum Cases {
    static func nodes(_ name: String) throws -> [KnowledgeNode] {
        let files = try KnowledgeSource.embedded(EmbeddedFiles.all).openCases()
        let file = try #require(files.first { $0.file.hasSuffix(name) })
        return try file.mapping(allowed: ["cases"]).list("cases")
    }
}

struct KnowledgeCaseTests {
    @Test(arguments: try TaperCase.all())
    func taper(example: TaperCase) throws {
        let rules = try Timeline.rules.get().taper
        switch TaperPlanner.plan(example.request, rules: rules) {
        case .success(let plan):
            #expect(example.refused == nil)
            #expect(plan.steps.map(\.dailyDoseMilligrams) == example.steps)
            #expect(plan.totalDays == example.totalDays)
            #expect(plan.template.id.rawValue == example.template)
            #expect(plan.template.evidence == .house)
            #expect(plan.approvedBy == nil)
        case .failure(let refusal):
            let expected = try #require(example.refused)
            #expect("\(refusal)".contains(expected))
        }
    }

    @Test(arguments: try SupplyCase.all())
    func supply(example: SupplyCase) throws {
        var timeline = try Timeline()
        for fact in example.facts { timeline.tell(fact.payload, at: Timeline.day(fact.day, hour: 10)) }
        timeline.advance(to: Timeline.day(example.day, hour: 12))
        #expect(timeline.projection?.state == example.state)
        #expect(timeline.runOutDay == example.runOutDay)
        #expect(timeline.runOut?.kind == example.alert)
        #expect(timeline.runOut?.severity == example.severity)
        #expect(timeline.runOut?.interruptive ?? false == example.interruptive)
    }

    @Test func everyValueIsCitedAndMisspellingsStopTheLoad() throws {
        var files = EmbeddedFiles.all
        let name = "Knowledge/stop.yaml"
        let text = try #require(files[name])
        files[name] = text.replacing("id: stop.cut", with: "id: stop.cutt")
        #expect(throws: KnowledgeError.self) { try MonitorKnowledge.load(.embedded(files)) }
        files[name] = text.replacing("unit: h", with: "unit: day")
        #expect(throws: KnowledgeError.self) { try MonitorKnowledge.load(.embedded(files)) }
        files[name] = text
        #expect(try MonitorKnowledge.load(.embedded(files)).rules.stop.settleWindow == .minutes(10))
    }

    @Test func aGridOfNothingIsRefusedBeforeATaperIsCountedInIt() throws {
        var files = EmbeddedFiles.all
        let name = "Knowledge/taper.yaml"
        let text = try #require(files[name])
        let grid = try #require(text.range(of: "id: taper.grid"))
        let value = try #require(text[grid.upperBound...].range(of: "value: 5"))
        files[name] = text.replacingCharacters(in: value, with: "value: 0")
        #expect(throws: KnowledgeError.self) { try MonitorKnowledge.load(.embedded(files)) }
    }
}
