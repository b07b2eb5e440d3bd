import ArgumentParser
import EventContracts
import MedicationDomain
import Testing

@testable import Prescribing

/// The plan as it is printed, and the command that prints it.
@Suite struct TitrationTextTests {
    private func answer(_ arguments: [String]) throws -> TitrationAnswer {
        let command = try PlanCommand.parse(arguments + ["--start", "2026-12-01"])
        let knowledge = try TitrationCase.knowledge.get()
        return TitrationPlanner(knowledge: knowledge).answer(
            try command.question(by: knowledge.titration, asOf: noon))
    }

    private func lines(_ arguments: [String]) throws -> [String] {
        TitrationText.text(of: try answer(arguments)).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    @Test func stepsAreRowsWithDaysTimesAndTablets() throws {
        let lines = try lines(["--age", "71", "--egfr", "48"])
        #expect(lines.contains("   1  Tue  1 Dec 2026     1-7     5 mg           ·           ·        5 mg"))
        #expect(lines.contains("   3  Tue 15 Dec 2026   15 on    15 mg        5 mg        5 mg        5 mg"))
        #expect(lines.contains("For the first 21 days: 42 tablets of 5 mg."))
        #expect(lines.contains { $0.hasPrefix("Ceiling 15 mg a day: New users of 65") })
    }

    @Test func aFourthTimeOpensAHeadOfItsOwn() throws {
        let lines = try lines(["--age", "40", "--egfr", "95"])
        #expect(lines.filter { $0.hasPrefix("step") }.count == 2)
        #expect(lines.contains { $0.contains("08:00     12:00     16:00     20:00") })
        #expect(lines.contains { $0.contains("1×10 1×5") })
    }

    @Test func halvesAndMillilitresAreWritten() throws {
        #expect(
            try lines(["--age", "40", "--egfr", "95", "--products", "tablet:10,20", "--halves"])
                .contains { $0.contains("1½×10") })
        let liquid = try lines(["--age", "6", "--weight-kg", "20", "--egfr", "100", "--products", "liquid:1"])
        #expect(liquid.contains { $0.contains("1.5 mL    1.5 mL    1.5 mL    1.5 mL") })
        #expect(liquid.contains("For the first 49 days: 1162 mL of 1 mg/mL."))
    }

    @Test(arguments: [
        ["--age", "71", "--egfr", "48"], ["--age", "40"], ["--age", "40", "--egfr", "95"], ["--age", "5"],
        ["--age", "40", "--egfr", "22"], ["--age", "6", "--weight-kg", "20", "--products", "liquid:5"],
        ["--age", "40", "--egfr", "22", "--override-by", "Dr A", "--override-reason", "nothing else helped so far"],
        ["--age", "12", "--egfr", "100", "--products", "granules:5,10"], ["--age", "40", "--products", "tablet:7"],
    ])
    func nothingIsWiderThanTheTerminal(_ arguments: [String]) throws {
        for line in try lines(arguments) { #expect(line.count <= 80 && line.last != " ", "\(line)") }
    }

    @Test func aRefusalSaysWhyAndWhatHelps() throws {
        let lines = try lines(["--age", "5"])
        #expect(lines.first?.hasSuffix("weight-needed") == true)
        #expect(lines.contains("- Weigh the child before the first dose."))
    }

    @Test(arguments: [
        ["--age", "40", "--egfr", "50", "--dialysis"], ["--age", "40", "--override-by", "Dr A"], ["--egfr", "50"],
        ["--age", "forty"], ["--age", "40", "--route", "nasal"], ["--age", "40", "--pregnant", "perhaps"],
    ])
    func aCommandLineThatCannotBeMeantIsRefused(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try PlanCommand.parse(arguments) }
    }

    @Test(arguments: ["powder:5", "liquid", "liquid:1,2", "tablet:", "tablet:a", "tablet:5,nan", "tablet:-5"])
    func productsThatCannotBeReadAreRefused(_ text: String) throws {
        let rules = try TitrationCase.knowledge.get().titration
        #expect(throws: ValidationError.self) { try ProductOption.read(text, known: rules) }
    }

    @Test func weekdaysAndLongWordsComeOutRight() {
        #expect(DayText.short(CalendarDay(daysSince1970: 0)) == "Thu  1 Jan 1970")
        #expect(DayText.short(CalendarDay(daysSince1970: -1)) == "Wed 31 Dec 1969")
        #expect(PlainText.wrapped("one two", width: 3, mark: "- ") == ["- one", "  two"])
        #expect(PlainText.wrapped("immeasurable", width: 3) == ["immeasurable"])
    }
}
