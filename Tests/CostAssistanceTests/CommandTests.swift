import ArgumentParser
import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import CostAssistance

/// The offline tools, and the rule about what a policy may import.
struct CommandTests {
    @Test func whatIsLeftOutStaysUnknown() throws {
        let find = try FindCommand.parse([
            "--state", "tx", "--household", "3", "--income", "24000", "--insurance", "none",
        ])
        let request = try find.request()
        #expect(request.state == "TX")
        #expect(request.annualIncome == Money(amount: "24000"))
        #expect(request.age == nil && request.disabled == nil && request.medicare == nil)
    }

    @Test func presentIncomeIsReadItemByItem() throws {
        let find = try FindCommand.parse([
            "--income-item", "wages:1450.00:monthly", "--income-item", "ssi:90:weekly", "--medicare", "yes",
            "--as-of", "2026-03-01",
        ])
        let request = try find.request()
        #expect(request.incomeItems?.map(\.kind) == ["wages", "ssi"])
        #expect(request.incomeItems?.map(\.frequency) == ["monthly", "weekly"])
        #expect(request.medicare?.partB == true)
        #expect(request.asOf == (try TestKnowledge.day("2026-03-01")))
    }

    @Test func furtherAnswersPeopleAndPartsAreRead() throws {
        let find = try FindCommand.parse([
            "--answer", "als=no", "--answer", "work-hours=80", "--member", "spouse", "--member", "child:dependent",
            "--medicare-part", "a", "--income-item", "wages:10:monthly:spouse", "--known-at", "2026-11-28",
        ])
        let request = try find.request()
        #expect(request.answers == ["als": "no", "work-hours": "80"])
        #expect(request.householdMembers?.map(\.relation) == ["self", "spouse", "child"])
        #expect(request.householdMembers?.last?.taxDependent == true)
        #expect(request.medicare == .init(partA: true, partB: false, partD: false))
        #expect(request.incomeItems?.first?.person == "spouse")
        #expect(request.knownAt == (try TestKnowledge.day("2026-11-28")))
    }

    @Test func theReportAsksForOneOrTwoThings() throws {
        let rules = try TestKnowledge.shipped().rules
        let request = AssistanceRequest(asOf: try TestKnowledge.day("2026-03-01"), state: "TX", insurance: "none")
        let answer = try AssistancePolicy.determine(request, requestId: "r", rules: rules)
        let report = FindReport(medication: "Baclofen", tellsWhy: false, tellsAll: false, questions: rules.questions)
        let lines = report.text(answer).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "Ask next:"))
        #expect(lines[(start + 1)...].prefix { !$0.isEmpty }.count == 2)
        #expect(lines.contains { $0.contains("do not apply to this patient") })
    }

    @Test(arguments: [
        ["--answer", "als"], ["--member", "child:maybe"], ["--medicare-part", "c"], ["--income-item", "wages:100"],
        ["--as-of", "yesterday"], ["--run-out", "soon"],
    ])
    func wordsThatCannotBeMeantAreRefused(_ arguments: [String]) throws {
        let find = try FindCommand.parse(arguments)
        #expect(throws: ValidationError.self) { try find.request() }
    }

    @Test func everyProgrammeCanBeExplained() throws {
        for program in try TestKnowledge.shipped().rules.programs {
            let text = ProgramText.lines(program).joined(separator: "\n")
            #expect(text.contains(program.name))
            for citation in program.citations { #expect(text.contains(citation.href)) }
        }
    }

    @Test func tableColumnsLineUp() {
        let table = TextTable(header: ["a", "b"], rows: [["long cell", "x"], ["y", "z"]])
        #expect(table.text == "a          b\n---------  -\nlong cell  x\ny          z")
    }

    @Test func policiesKnowNothingOfTransportAndStorage() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Services/CostAssistance/Policy")
        let allowed: Set = ["MedicationDomain", "MedicationCatalog", "EventContracts", "Foundation"]
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count > 10)
        for file in files {
            let imports = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
                .filter { $0.hasPrefix("import ") || $0.hasPrefix("public import ") }
                .compactMap { $0.split(separator: " ").last.map(String.init) }
            #expect(allowed.isSuperset(of: imports), "\(file.lastPathComponent)")
        }
    }
}
