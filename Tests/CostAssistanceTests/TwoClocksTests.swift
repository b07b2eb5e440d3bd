import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import CostAssistance

/// What was law then, by what was known then: an old question is answered by the same bytes after the rules changed.
struct TwoClocksTests {
    /// The knowledge folder as a year has changed it: values, corrections, programmes, tables and reviews were added.
    private static func aYearLater() throws -> [String: String] {
        var files = EmbeddedFiles.all
        func insert(_ file: String, after mark: String, _ text: String) throws {
            let path = "Knowledge/\(file)"
            guard let old = files[path], let range = old.range(of: mark) else {
                throw TestKnowledge.Missing(text: mark, file: file)
            }
            files[path] = old.replacingCharacters(in: range, with: mark + text)
        }
        let cite = "cite: [{ source: house, locator: later, retrieved: 2027-03-01 }]"
        // Next year's poverty line, and a correction of what was held for the District of Columbia.
        let guideline = """
                    - { source: legalclarity, locator: "2026 amounts", retrieved: 2026-11-21 }

            """
        try insert(
            "parameters/poverty-guidelines.yaml", after: guideline,
            "        - { from: 2027-01-12, value: 16300, evidence: reference, known-from: 2027-01-12, \(cite) }\n")
        let columbia =
            "          value: 215\n          evidence: reference\n          known-from: 2026-11-21\n"
            + "          cite:\n"
            + "            - { source: policyengine, locator: \"adult/income_limit.yaml\", retrieved: 2026-11-21 }\n"
        try insert(
            "parameters/medicaid-adults.yaml", after: columbia,
            "        - { from: 2025-01-01, to: 2025-12-31, value: 216, evidence: reference, known-from: 2027-03-01, "
                + "\(cite) }\n")
        try insert(
            "programs/extra-help.yaml", after: "id: extra-help",
            "\nreviewed: [{ on: 2027-02-01, review-by: 2028-02-01 }]")
        let card = try #require(files["Knowledge/programs/discount-card.yaml"])
        files["Knowledge/programs/discount-card.2027.yaml"] = card.replacing("2026-11-21", with: "2027-02-01")
            .replacing("2026-11-28", with: "2027-02-01").replacing("may use one", with: "may use two")
            .replacing("A discount card cannot", with: "Since 2027 a discount card cannot")
        files["Knowledge/programs/new.yaml"] = """
            id: new-programme
            known-from: 2027-02-01
            name: New
            kind: other
            benefit: any
            evidence: house
            decided-by: somebody
            apply: { how: ask, documents: [], effort: little }
            \(cite)
            review-by: 2028-01-01
            """
        let states = try #require(files["Knowledge/states.yaml"])
        files["Knowledge/states.2027.yaml"] = states.replacing("2026-11-21", with: "2027-02-01")
            .replacing("name: Ohio,", with: "name: State of Ohio,")
        return files
    }

    /// Loaded from a folder on disk, as an operator would put one in place.
    private func fromDisk(_ files: [String: String]) throws -> AssistanceRules {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try AssistanceKnowledge.load(.directory(folder.appending(path: "Knowledge"))).rules
    }

    private func bytes(_ question: AssistanceRequest, _ rules: AssistanceRules) throws -> [UInt8] {
        try AssistancePolicy.determine(question, requestId: "r", rules: rules).encode()
    }

    @Test func anOldQuestionHasTheSameBytesAYearLater() throws {
        let (then, now) = (try TestKnowledge.shipped().rules, try fromDisk(Self.aYearLater()))
        var random = SeededRandom(seed: 5)
        var changed = 0
        for _ in 0..<40 {
            var question = QuestionMaker.question(&random)
            question.knownAt = try TestKnowledge.day("2026-12-31")
            let before = try bytes(question, then)
            #expect(try bytes(question, now) == before)
            question.knownAt = nil
            if try bytes(question, now) != bytes(question, then) { changed += 1 }
        }
        // The rule set did change: without the day of knowledge every answer differs.
        #expect(changed == 40)
    }

    @Test func whatIsKnownNowAnswersTheSameDayAnew() throws {
        let now = try fromDisk(Self.aYearLater())
        var question = AssistanceRequest(
            asOf: try TestKnowledge.day("2025-06-01"), state: "DC", householdSize: 1,
            // 215 % of 15,650 is 33,647.50; 216 % is 33,804.
            incomeItems: [.init(kind: "wages", amount: Money(amount: "33700"), frequency: "yearly")], age: 40,
            disabled: false, pregnant: false, insurance: "none")
        func result() throws -> AssistanceOption? {
            try AssistancePolicy.determine(question, requestId: "r", rules: now).option("medicaid-adults")
        }
        #expect(try result()?.result == .appearsEligible)
        question.knownAt = try TestKnowledge.day("2027-02-28")
        #expect(try result()?.result == .appearsIneligible)
        #expect(try result()?.because?.contains { $0.contains("215 %") } == true)
    }

    @Test func eachDayOfKnowledgeHasItsVersionAndHash() throws {
        let now = try fromDisk(Self.aYearLater())
        var seen: Set<String> = []
        for day in ["2026-12-31", "2027-01-12", "2027-02-01", "2027-03-01"] {
            let known = try now.known(at: TestKnowledge.day(day))
            #expect(
                try known.ruleSet.version == (day == "2026-12-31" ? TestKnowledge.shipped().rules.ruleSet.version : day)
            )
            #expect(seen.insert(known.ruleSet.hash).inserted)
        }
        #expect(try now.known(at: TestKnowledge.day("2028-01-01")).ruleSet == now.ruleSet)
        #expect(try now.known(at: TestKnowledge.day("2027-01-31")).programs.allSatisfy { $0.id != "new-programme" })
        #expect(now.programs.contains { $0.id == "new-programme" })
        #expect(now.states["OH"]?.name == "State of Ohio")
    }

    @Test func aReviewDoneLaterMakesNoOldAnswerFresh() throws {
        let now = try fromDisk(Self.aYearLater())
        func isStale(knownAt day: String?) throws -> Bool? {
            let question = AssistanceRequest(
                asOf: try TestKnowledge.day("2027-05-01"), knownAt: try day.map { try TestKnowledge.day($0) },
                insurance: "none")
            return try AssistancePolicy.determine(question, requestId: "r", rules: now).option("extra-help")?.stale
        }
        #expect(try isStale(knownAt: nil) == false)
        #expect(try isStale(knownAt: "2027-01-31") == true)
    }

    @Test func beforeAnythingWasKnownThereIsNoAnswer() throws {
        let rules = try TestKnowledge.shipped().rules
        let question = AssistanceRequest(
            asOf: try TestKnowledge.day("2026-03-01"), knownAt: try TestKnowledge.day("2026-11-20"))
        let refusal = #expect(throws: Refusal.self) {
            try AssistancePolicy.determine(question, requestId: "r", rules: rules)
        }
        #expect(refusal?.message.hasPrefix("$.knownAt ") == true)
    }

    @Test func orderLayoutAndCommentsDoNotCount() throws {
        func digest(_ text: String) throws -> String {
            try #require(KnowledgeSource.embedded(["Knowledge/a.yaml": text]).open().documents.first).digest()
        }
        #expect(try digest("a: 1\nb: [x, 2]") == digest("# why\nb:\n  - x\n  - 2\na: 1"))
        #expect(try digest("a: 1\nb: [x, 2]") != digest("a: 1\nb: [2, x]"))
        #expect(try digest("a: bc") != digest("ab: c"))
    }

    @Test func bracketsAreReadByWhereAnAmountFalls() throws {
        let text = """
            parameters:
              - brackets-of: "%"
                parameter:
                  id: scale
                  description: A scale.
                  unit: "%"
                  values:
                    - from: 2026-01-01
                      value: [{ at-most: 100, value: 90 }, { at-most: 200 }, { value: 0 }]
                      evidence: house
                      known-from: 2026-11-21
                      cite: [{ source: house, locator: test, retrieved: 2026-11-21 }]
                  before-first: unknown
                  review-by: 2027-01-01
            """
        let rules = try TestKnowledge.adding("parameters/scale.yaml", text).rules
        let reading = try #require(rules.reading("scale", on: TestKnowledge.day("2026-03-01")))
        #expect(reading.bracket(of: 100)?.value == 90)
        #expect(reading.bracket(of: 200) == Parameter.Bracket(atMost: 200))
        #expect(reading.bracket(of: 201)?.value == 0)
        #expect(reading.text.contains("up to 100 %: 90 %; up to 200 %: as the programme sets it; above: 0 %"))
    }
}
