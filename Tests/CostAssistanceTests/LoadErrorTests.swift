import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import CostAssistance

/// Knowledge that cannot be used is refused, with file, line and the reason.
struct LoadErrorTests {
    /// A change of the shipped files that must not load.
    struct Slip: Sendable, CustomTestStringConvertible {
        var file: String
        var old: String
        var new: String
        var code: KnowledgeError.Code
        /// Part of the message.
        var says: String
        var testDescription: String { "\(file): \(code): \(says)" }

        init(_ file: String, _ old: String, _ new: String, _ code: KnowledgeError.Code, _ says: String) {
            (self.file, self.old, self.new, self.code, self.says) = (file, old, new, code, says)
        }
    }

    private static let (help, adults, market) = (
        "programs/extra-help.yaml", "programs/medicaid-adults.yaml", "programs/marketplace.yaml"
    )
    private static let fund = "programs/patient-foundation.yaml"
    private static let (house, limits) = ("parameters/house.yaml", "parameters/medicaid-adults.yaml")

    static let slips: [Slip] = [
        // What YAML itself allows or forbids.
        Slip(help, "benefit: pharmacy", "benefit: [pharmacy", .syntax, "not YAML"),
        Slip(help, "benefit: pharmacy", "benefit: pharmacy\nbenefit: any", .duplicateKey, "benefit"),
        Slip(help, "benefit: pharmacy", "benefit:", .emptyValue, "\"benefit\" has no value"),
        Slip(help, "benefit: pharmacy", "benefit: &b pharmacy", .aliasUsed, "anchors are not used here"),
        // Programmes.
        Slip(help, "kind:", "kinds:", .unknownKey, "unknown key \"kinds\""),
        Slip(help, "\ncite:", "\nciting:", .unknownKey, "unknown key \"citing\""),
        Slip(
            help, "decided-by: the Social Security Administration\n", "", .missingKey, "key \"decided-by\" is missing"),
        Slip(help, "known-from: 2026-11-28\n", "", .missingKey, "key \"known-from\" is missing"),
        Slip(help, "benefit: pharmacy", "benefit: dental", .notAllowed, "(allowed: pharmacy, medical, any)"),
        Slip(help, "effort: some", "effort: endless", .notAllowed, "(allowed: little, some, much)"),
        Slip(help, "medicare: true", "medicare: maybe", .wrongType, "true or false is needed here"),
        Slip(
            help, "below: medicare.lis.income-limit", "below: medicare.lis.limit", .unknownReference, "declared nowhere"
        ),
        Slip(
            help, "below: medicare.lis.income-limit", "below: medicare.lis.general-disregard", .unitMismatch,
            "needed in %, not in USD/month"),
        Slip(
            help, "below: medicare.lis.income-limit",
            "below: medicare.lis.income-limit, at-most: medicare.lis.income-limit", .invalid, "exactly one of"),
        Slip(
            help, "below: medicare.lis.income-limit", "at-least: medicare.lis.income-limit", .invalid,
            "only a programme with floor: true"),
        Slip(
            help, "below: medicare.lis.income-limit", "below: health-centre.sliding-fee-discount", .invalid,
            "has brackets and is no limit"),
        Slip(help, "income: { rule", "# { rule", .invalid, "does not say how it counts income"),
        Slip(help, "rule: ssi-countable", "rule: guesswork", .notAllowed, "\"guesswork\" is not allowed here"),
        Slip(help, "question: savings-program", "question: shoe-size", .unknownReference, "question \"shoe-size\""),
        Slip(help, "is: [qmb,", "is: [qnb,", .unknownReference, "\"qnb\" is no answer to \"savings-program\""),
        Slip(
            help, "id: extra-help", "id: discount-card", .duplicateEntry,
            "declared already, known from the same day"),
        Slip(help, "source: poms", "source: nowhere", .unknownSource, "unknown source \"nowhere\""),
        Slip(
            help, "review-by: 2027-01-31",
            "review-by: 2027-01-31\nreviewed: [{ on: 2027-01-01, review-by: 2026-12-31 }]",
            .dateOutOfOrder, "the next one lies after each"),
        Slip(adults, "[GA]", "[GX]", .unknownReference, "\"GX\" is no state"),
        Slip(adults, "at-most: 18", "at-most: 18, at-least: 20", .invalid, "an age range needs"),
        Slip(adults, "as-of: { to: 2026-09-30 }", "as-of: {}", .invalid, "from, to or both"),
        Slip(
            adults, "as-of: { to: 2026-09-30 }", "as-of: { from: 2026-10-01, to: 2026-09-30 }", .dateOutOfOrder,
            "ends before it begins"),
        Slip(adults, "  all:\n    - age", "  all: []\n  any:\n    - age", .invalid, "exactly one key"),
        Slip(adults, "state: [GA]", "state: []", .emptyValue, "at least one is needed here"),
        Slip(adults, "question: work-hours,", "question: works,", .invalid, "does not ask a number"),
        Slip(
            market, "when: { medicare: true }", "when: { income: { at-most: marketplace.income-cap } }", .invalid,
            "cannot be a conflict"),
        Slip(
            "programs/health-centre-sliding-fee.yaml", "scale: health-centre.sliding-fee-discount",
            "scale: health-centre.sliding-fee-limit", .invalid, "a scale needs brackets"),
        // Open and closed.
        Slip(fund, "status: []", "status: [\(state("2026-02-01", "ajar"))]", .notAllowed, "open, closed"),
        Slip(
            fund, "status: []", "status: [\(state("2026-02-01")), \(state("2026-01-01"))]", .dateOutOfOrder,
            "go by date"),
        Slip(
            fund, "status: []", "status: [\(state("2026-02-01")), \(state("2026-02-01"))]", .duplicateDate,
            "has a state already"),
        Slip(
            fund, "status: []", "status: [\(state("2026-02-01, to: 2026-05-01")), \(state("2026-03-01"))]",
            .overlappingDates, "still holds"),
        // Dated numbers.
        Slip(house, "value: 10", "value: ten", .wrongType, "a decimal number is needed here"),
        Slip(house, "value: 10", "value: [{ value: 10 }]", .invalid, "brackets and brackets-of go together"),
        Slip(house, "value: 10", "value: [{ at-most: 5, value: 1 }, { at-most: 5 }]", .invalid, "brackets go upward"),
        Slip(house, "value: 10", "value: []", .emptyValue, "at least one bracket"),
        Slip(house, "unit: \"day\"", "unit: \"days\"", .unknownUnit, "\"days\" is not allowed here"),
        Slip(house, "unit: \"%\"", "unit: text", .unitMismatch, "a number is not given in text"),
        Slip(
            house, "id: house.annual-income-margin", "id: house.margin", .missingKey,
            "parameter house.annual-income-margin is missing"),
        Slip(house, "          evidence: house\n", "", .missingKey, "key \"evidence\" is missing"),
        Slip(house, "          known-from: 2026-11-21\n", "", .missingKey, "key \"known-from\" is missing"),
        Slip(
            house, "          cite:\n            - { source: house, locator: \"annual",
            "          #:\n            # {\"",
            .missingCitation, "citation (\"cite\") is missing"),
        Slip(
            limits, "  - states: [SD]", "  - states: [OH]", .duplicateEntry,
            "medicaid.adult-limit.OH.parent is declared"),
        Slip(limits, "  - states: [SD]\n    parameter", "  - parameter", .invalid, "a list of states go together"),
        Slip(limits, "from: 2026-01-01", "from: 2025-06-01", .overlappingDates, "still holds"),
        Slip(limits, "from: 2026-01-01", "from: 2024-06-01", .dateOutOfOrder, "before the value above it"),
        Slip(limits, "from: 2026-01-01", "from: 2025-01-01", .duplicateDate, "has a value already"),
        Slip(limits, "from: 2026-01-01", "from: 2026-01-02", .gapInDates, "the value before it ends on 2025-12-31"),
        Slip(
            "parameters/poverty-guidelines.yaml", "USD/year", "USD", .unknownReference,
            "missing or not in USD/year"),
        // Tables.
        Slip("states.yaml", "\"OH\"", "\"Ohio\"", .wrongType, "two capital letters"),
        Slip("states.yaml", "known-from: 2026-11-21\n", "", .missingKey, "key \"known-from\" is missing"),
        Slip("medicines.yaml", "pump: [", "spray: [", .notAllowed, "\"spray\" is no form"),
        Slip("questions.yaml", "number: true", "answers: [\"yes\"], number: true", .invalid, "or asks a number"),
    ]

    private static func state(_ from: String, _ value: String = "open") -> String {
        "{ from: \(from), value: \(value), evidence: house, known-from: 2026-11-28, "
            + "cite: [{ source: house, locator: fund, retrieved: 2026-11-28 }] }"
    }

    @Test(arguments: slips) func slipStopsTheLoadWithItsPlaceAndReason(_ slip: Slip) throws {
        let error = #expect(throws: KnowledgeError.self) {
            try TestKnowledge.changed(slip.file, slip.old, slip.new)
        }
        let text = error.map(String.init(describing:)) ?? ""
        #expect(error?.code == slip.code, "\(text)")
        #expect(text.contains(slip.says), "\(text)")
        #expect(error.map { $0.line > 0 || $0.file == "parameters" } == true, "\(text)")
    }

    /// Whole files: too much, too deep, none at all, not there, twice.
    static let files: [(name: String, text: String, code: KnowledgeError.Code)] = [
        ("programs/big.yaml", String(repeating: "# \(String(repeating: "x", count: 100))\n", count: 20_000), .tooLarge),
        ("programs/deep.yaml", String(repeating: "[", count: 40) + String(repeating: "]", count: 40), .tooDeep),
        ("programs/empty.yaml", "", .emptyFile),
        ("other/sources.yaml", "sources:\n  poms: { title: a, href: b }\n", .duplicateSource),
        (
            "states.again.yaml", TestKnowledge.files["Knowledge/states.yaml"] ?? "", .duplicateEntry
        ),
        (
            "programs/free.yaml",
            "id: free\nknown-from: 2026-11-21\nname: Free\nkind: other\nbenefit: any\nevidence: house\n"
                + "decided-by: nobody\napply: { how: ask, documents: [], effort: little }\nreview-by: 2027-01-01\n",
            .missingCitation
        ),
    ]

    @Test(arguments: files) func aFileThatCannotBeUsedStopsTheLoad(
        _ file: (name: String, text: String, code: KnowledgeError.Code)
    ) {
        let error = #expect(throws: KnowledgeError.self) { try TestKnowledge.adding(file.name, file.text) }
        #expect(error?.code == file.code, "\(error.map(String.init(describing:)) ?? "")")
    }

    @Test func anAbsentTableIsNamed() {
        var files = TestKnowledge.files
        files["Knowledge/questions.yaml"] = nil
        let error = #expect(throws: KnowledgeError.self) { try AssistanceKnowledge.load(.embedded(files)) }
        #expect(error?.code == .unreadable)
        #expect(error?.file == "questions.yaml")
    }

    @Test func everyKindOfLoadErrorIsShown() {
        let shown = Set(Self.slips.map(\.code) + Self.files.map(\.code) + [.unreadable])
        #expect(shown == Set(KnowledgeError.Code.allCases))
    }

    /// Adding a programme, its questions and its numbers touches YAML only.
    @Test func aProgrammeOfKnownWordsNeedsNoCode() throws {
        let text = """
            id: county-fund
            known-from: 2026-11-28
            name: County fund
            kind: county
            benefit: pharmacy
            evidence: house
            income: { rule: gross, household: everyone-at-home, guideline: in-force }
            eligible-when:
              all:
                - insurance: [none]
                - answer: { question: lives-in-county, is: ["yes"] }
                - income: { below: county.limit }
            decided-by: the county
            apply:
              how: ask
              documents: [proof of income]
              effort: little
              days-to-first-dose: { value: 1, evidence: house }
            cite: [{ source: house, locator: test, retrieved: 2026-11-21 }]
            review-by: 2027-01-01
            """
        let number = """
            parameters:
              - parameter:
                  id: county.limit
                  description: Limit of the county.
                  unit: "%"
                  values:
                    - { from: 2026-01-01, value: 150, evidence: house, known-from: 2026-11-28, cite: [{ source: house, locator: test, retrieved: 2026-11-28 }] }
                  before-first: unknown
                  review-by: 2027-01-01
            """
        var files = TestKnowledge.files
        files["Knowledge/programs/county.yaml"] = text
        files["Knowledge/parameters/county.yaml"] = number
        files["Knowledge/questions.yaml"]?.append(
            "  lives-in-county: { ask: \"Does the patient live in the county?\", answers: [\"yes\", \"no\"] }\n")
        let rules = try AssistanceKnowledge.load(.embedded(files)).rules
        func result(_ income: String, _ answers: [String: String]?) throws -> AssistanceOption? {
            let question = AssistanceRequest(
                asOf: try TestKnowledge.day("2026-03-01"), state: "OH", householdSize: 1,
                incomeItems: [.init(kind: "wages", amount: Money(amount: income), frequency: "yearly")],
                insurance: "none", medication: "baclofen tablet", answers: answers)
            return try AssistancePolicy.determine(question, requestId: "r", rules: rules).option("county-fund")
        }
        #expect(try result("23940", ["lives-in-county": "yes"])?.result == .appearsIneligible)
        #expect(try result("23939", ["lives-in-county": "yes"])?.result == .appearsEligible)
        #expect(try result("23939", nil)?.missing == ["answers.lives-in-county"])
        #expect(rules.questions.words(for: "answers.lives-in-county") == "Does the patient live in the county?")
    }

    @Test func aValueLearnedLaterIsUnknownBefore() throws {
        let rules = try TestKnowledge.shipped().rules
        let (id, day) = ("medicaid.adult-limit.DC.parent", try TestKnowledge.day("2026-01-01"))
        #expect(rules.reading(id, on: day)?.value == 138)
        #expect(try rules.reading(id, on: day, knownAt: TestKnowledge.day("2026-11-20")) == nil)
        #expect(try rules.reading(id, on: day, knownAt: TestKnowledge.day("2026-11-21"))?.value == 138)
    }
}
