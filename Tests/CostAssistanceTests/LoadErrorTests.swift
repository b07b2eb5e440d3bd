import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import CostAssistance

/// Knowledge that cannot be used is refused, with file and line.
struct LoadErrorTests {
    struct Slip: Sendable, CustomTestStringConvertible {
        var file: String
        var old: String
        var new: String
        var code: KnowledgeError.Code
        var testDescription: String { "\(file): \(code)" }
    }

    static let slips: [Slip] = [
        Slip(file: "programs/extra-help.yaml", old: "kind:", new: "kinds:", code: .unknownKey),
        Slip(
            file: "programs/extra-help.yaml", old: "decided-by: the Social Security Administration\n", new: "",
            code: .missingKey),
        Slip(file: "programs/extra-help.yaml", old: "cite:", new: "cite: []\nnotes-x:", code: .unknownKey),
        Slip(file: "programs/extra-help.yaml", old: "benefit: pharmacy", new: "benefit: dental", code: .notAllowed),
        Slip(file: "programs/extra-help.yaml", old: "medicare: true", new: "medicare: maybe", code: .wrongType),
        Slip(
            file: "programs/extra-help.yaml", old: "below: medicare.lis.income-limit", new: "below: medicare.lis.limit",
            code: .unknownReference),
        Slip(
            file: "programs/extra-help.yaml", old: "below: medicare.lis.income-limit",
            new: "below: medicare.lis.general-disregard", code: .unitMismatch),
        Slip(
            file: "programs/extra-help.yaml", old: "below: medicare.lis.income-limit",
            new: "below: medicare.lis.income-limit, at-most: medicare.lis.income-limit", code: .invalid),
        Slip(file: "programs/extra-help.yaml", old: "id: extra-help", new: "id: discount-card", code: .duplicateEntry),
        Slip(file: "programs/extra-help.yaml", old: "source: poms", new: "source: nowhere", code: .unknownSource),
        Slip(file: "programs/medicaid-adults.yaml", old: "[GA]", new: "[GX]", code: .unknownReference),
        Slip(
            file: "programs/medicaid-adults.yaml", old: "at-most: 18", new: "at-most: 18, at-least: 20", code: .invalid),
        Slip(file: "parameters/house.yaml", old: "value: 10", new: "value: ten", code: .wrongType),
        Slip(file: "parameters/house.yaml", old: "unit: \"day\"", new: "unit: \"days\"", code: .unknownUnit),
        Slip(
            file: "parameters/house.yaml", old: "id: house.annual-income-margin", new: "id: house.margin",
            code: .missingKey),
        Slip(file: "parameters/house.yaml", old: "          evidence: house\n", new: "", code: .missingKey),
        Slip(
            file: "parameters/medicaid-adults.yaml", old: "  - states: [SD]", new: "  - states: [OH]",
            code: .duplicateEntry),
        Slip(
            file: "parameters/medicaid-adults.yaml", old: "from: 2026-01-01", new: "from: 2025-06-01",
            code: .overlappingDates),
        Slip(
            file: "parameters/medicaid-adults.yaml", old: "from: 2026-01-01", new: "from: 2024-06-01",
            code: .dateOutOfOrder),
        Slip(
            file: "parameters/medicaid-adults.yaml", old: "from: 2026-01-01", new: "from: 2026-01-02",
            code: .gapInDates),
        Slip(
            file: "parameters/house.yaml", old: "          known-from: 2026-11-21\n", new: "", code: .missingKey),
        Slip(file: "parameters/house.yaml", old: "unit: \"%\"", new: "unit: text", code: .unitMismatch),
        Slip(file: "parameters/house.yaml", old: "value: 10", new: "value: [{ value: 10 }]", code: .invalid),
        Slip(file: "programs/extra-help.yaml", old: "known-from: 2026-11-21\n", new: "", code: .missingKey),
        Slip(
            file: "programs/extra-help.yaml", old: "kind: extra-help",
            new: "kind: extra-help\nreviewed: [{ on: 2027-01-01, review-by: 2026-12-31 }]", code: .dateOutOfOrder),
        Slip(file: "states.yaml", old: "known-from: 2026-11-21\n", new: "", code: .missingKey),
        Slip(file: "parameters/poverty-guidelines.yaml", old: "USD/year", new: "USD", code: .unknownReference),
        Slip(file: "states.yaml", old: "\"OH\"", new: "\"Ohio\"", code: .wrongType),
        Slip(file: "medicines.yaml", old: "pump: [", new: "spray: [", code: .notAllowed),
    ]

    @Test(arguments: slips) func slipStopsTheLoadWithItsPlace(_ slip: Slip) throws {
        let error = #expect(throws: KnowledgeError.self) {
            try TestKnowledge.changed(slip.file, slip.old, slip.new)
        }
        #expect(error?.code == slip.code, "\(error.map(String.init(describing:)) ?? "")")
        #expect(error.map { $0.line > 0 || slip.code == .missingKey } == true)
    }

    @Test func uncitedProgrammeIsRefused() {
        let text = """
            id: free-lunch
            known-from: 2026-11-21
            name: Free
            kind: other
            benefit: any
            decided-by: nobody
            apply: { how: ask, documents: [] }
            review-by: 2027-01-01
            """
        let error = #expect(throws: KnowledgeError.self) { try TestKnowledge.adding("programs/free.yaml", text) }
        #expect(error?.code == .missingCitation)
    }

    @Test func aProgrammeOfKnownWordsNeedsNoCode() throws {
        let text = """
            id: sliding-fee
            known-from: 2026-11-21
            name: Sliding fee of a health centre
            kind: sliding-fee
            benefit: pharmacy
            eligible-when:
              all:
                - insurance: [none]
                - income: { rule: gross, below: medicare.lis.income-limit }
            decided-by: the health centre
            apply: { how: ask, documents: [proof of income], days-to-first-dose: { value: 1, evidence: house } }
            cite: [{ source: house, locator: test, retrieved: 2026-11-21 }]
            review-by: 2027-01-01
            """
        let rules = try TestKnowledge.adding("programs/sliding-fee.yaml", text).rules
        var facts = Circumstances(asOf: try TestKnowledge.day("2026-03-01"))
        (facts.insurance, facts.state, facts.householdSize) = (Insurance.none, rules.states["OH"], 1)
        facts.medicine = rules.medicines.read("baclofen tablet")
        facts.income = .items([.init(kind: "wages", perYear: 23_940)])
        func result() -> String? {
            AssistancePolicy.answers(facts, rules: rules).first { $0.option.programId == "sliding-fee" }?.option.result
                .rawValue
        }
        #expect(result() == "appears-ineligible")
        facts.income = .items([.init(kind: "wages", perYear: 23_939)])
        #expect(result() == "appears-eligible")
    }

    @Test func aValueLearnedLaterIsUnknownBefore() throws {
        let rules = try TestKnowledge.shipped().rules
        let (id, day) = ("medicaid.adult-limit.DC.parent", try TestKnowledge.day("2026-01-01"))
        #expect(rules.reading(id, on: day)?.value == 138)
        #expect(try rules.reading(id, on: day, knownAt: TestKnowledge.day("2026-11-20")) == nil)
        #expect(try rules.reading(id, on: day, knownAt: TestKnowledge.day("2026-11-21"))?.value == 138)
    }
}
