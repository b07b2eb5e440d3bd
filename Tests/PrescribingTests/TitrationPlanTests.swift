import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import Prescribing

@Suite struct TitrationPlanTests {
    @Test(arguments: try TitrationCase.all())
    func everyCaseGetsItsPlanOrItsReason(_ item: TitrationCase) throws {
        #expect(item.differences(by: try TitrationCase.knowledge.get()) == [])
    }

    /// By how much each number can be off before a case must see it, down and up.
    private static var shifts: [(WritableKeyPath<TitrationRules.Numbers, DatedNumber>, Double, Double)] {
        [
            (\.firstSingleDose, -1, 5), (\.lastRiseFrom, -1, 1), (\.lastRiseTo, -1, 1), (\.daysPerCarefulStep, -1, 1),
            (\.childDaysPerStep, -1, 1), (\.mostDoses, -1, 1), (\.childDoses, -1, 1), (\.doseStep, -1, 1),
            (\.volumeStep, -0.05, 0.1), (\.youngestAge, -1, 1), (\.adultFromAge, -1, 1), (\.olderFromAge, -1, 1),
            (\.carefulBelowGFR, -1, 1), (\.lowGFRStart, -1, 5), (\.unknownGFRPlannedAs, -1, 30),
        ]
    }

    @Test func noNumberCanShiftUnnoticed() throws {
        let (knowledge, cases) = (try TitrationCase.knowledge.get(), try TitrationCase.all())
        for (index, (path, down, up)) in TitrationPlanTests.shifts.enumerated() {
            for shift in [down, up] {
                var shifted = knowledge
                shifted.titration.numbers[keyPath: path].values = knowledge.titration.numbers[keyPath: path].values
                    .map { value in
                        var value = value
                        value.number += shift
                        return value
                    }
                #expect(
                    cases.contains { !$0.differences(by: shifted).isEmpty }, "no case sees number \(index) by \(shift)")
            }
        }
    }

    private func plan(_ name: String, change: (inout TitrationQuestion) -> Void = { _ in }) throws -> TitrationPlan {
        var item = try #require(try TitrationCase.all().first { $0.name == name })
        change(&item.question)
        return try TitrationPlanner(knowledge: try TitrationCase.knowledge.get()).plan(item.question)
    }

    @Test func aPlanNamesItsScheduleItsCeilingAndWhoSignedNothing() throws {
        let plan = try plan("the label's table")
        #expect(plan.rule.id == "titration-label" && plan.rule.evidence == .label)
        #expect(plan.ceiling.rule.id == "baclofen-daily-ceiling")
        #expect(!plan.rule.citations.isEmpty && !plan.ceiling.rule.citations.isEmpty)
        #expect(plan.approvedBy == nil)
        #expect(plan.cautions.contains { $0.contains("no pharmacist here has signed") })
        #expect(plan.cautions.contains { $0.contains("6 weeks") })
        let day = try #require(plan.steps.last)
        #expect(day.days == nil)
        #expect(day.doses.map(\.time) == ["08:00", "12:00", "16:00", "20:00"])
        #expect(day.doses.allSatisfy { $0.milligrams == 20 && $0.tablets == ["20": 1] })
    }

    @Test func theReasonOfTheCeilingIsTheRuleThatSetIt() throws {
        func rule(_ name: String) throws -> RuleID { try plan(name).ceiling.rule.id }
        #expect(try rule("65 with eGFR just below 60 stays below 20") == "baclofen-renal-older-new-user")
        #expect(try rule("eGFR 60 ends at 50, at the label's pace") == "baclofen-renal-60-80-ceiling")
        #expect(try rule("8 years, 25 kg: 2 mg/kg comes before 60 mg") == "baclofen-child-per-kilogram")
        #expect(try rule("7 years, 30 kg: 40 mg is the most") == "baclofen-child-ceiling-under-8")
    }

    @Test func whatIsNotKnownIsSaidAndAskedFor() throws {
        let plan = try plan("unknown kidneys are planned for as the lowest that allow a plan")
        let omitted = Dictionary(uniqueKeysWithValues: plan.checks.notChecked.map { ($0.check, $0.reason) })
        #expect(omitted["renal-dose"]?.contains("ask for creatinine") == true)
        #expect(plan.cautions.contains { $0.hasPrefix("Kidney function unknown on baclofen. Order creatinine") })
        #expect(omitted["pregnancy"] != nil && omitted["breastfeeding"] != nil && omitted["allergy"] != nil)
        #expect(omitted["present-dose"] != nil && omitted["interaction"] != nil)
        #expect(!plan.checks.checked.contains("renal-dose"))
        let known = try self.plan("the label's table") { question in
            question.request.pregnant = false
            question.request.breastfeeding = true
            question.request.allergicToBaclofen = false
            question.presentMilligrams = 15
        }
        #expect(known.checks.notChecked.map(\.check) == ["interaction"])
        #expect(known.cautions.contains { $0.contains("watch the infant") })
        #expect(known.cautions.contains { $0.contains("Step 1 is the present dose") })
        let heavy = try self.plan("12 years without a weight: the label's start, weekly, to the child's ceiling")
        #expect(heavy.checks.notChecked.contains { $0.check == "weight" })
    }

    @Test func whatWasCappedRoundedOrOverriddenIsSaid() throws {
        func says(_ name: String, _ text: String) throws -> Bool {
            try plan(name).cautions.contains { $0.contains(text) }
        }
        #expect(try says("a goal above the ceiling ends at the ceiling", "120 mg a day was asked for"))
        #expect(
            try says(
                "a goal the tablets cannot make is rounded down, and 75 is no step of the label's",
                "Rounded down to 75 mg a day"))
        #expect(
            try says("eGFR below 30 with a documented override ends at 15", "overridden by pr-1: nothing else helped"))
        #expect(try says("eGFR 60 ends at 50, at the label's pace", "this project's own reading"))
        #expect(try says("four doses a day need four tablets", "Doses a day: 4 asked for"))
        #expect(try says("the label's table", "asked for") == false)
    }

    @Test func aLiquidIsStatedInMilligramsAndMillilitres() throws {
        let plan = try plan("6 years, 20 kg, 1 mg/mL")
        #expect(plan.steps[0].doses.map(\.milliliters) == [1.5, 1.5, 1.5, 1.5])
        #expect(plan.steps[0].doses.map(\.milligrams) == [1.5, 1.5, 1.5, 1.5])
        #expect(plan.cautions.contains { $0.contains("both mg and mL") })
        let strong = try self.plan("a liquid for an adult keeps to the label's steps")
        #expect(strong.steps[0].doses.map(\.milliliters) == [2.5, 2.5, 2.5])
    }

    @Test func anEmptyOverrideDocumentsNothing() throws {
        for override in [
            TitrationRequest.Override(by: "pr-1", reason: " "), .init(by: "", reason: "needed"),
            .init(by: "pr-1", reason: String(repeating: "x", count: 501)),
        ] {
            var item = try #require(try TitrationCase.all().first { $0.name == "eGFR below 30: avoid" })
            item.question.request.kidneyOverride = override
            item.expected.refused = "bad-value"
            #expect(item.differences(by: try TitrationCase.knowledge.get()) == [])
        }
    }

    @Test func staleNumbersStillPlanAndSaySo() throws {
        let plan = try plan("the label's table") { $0.startsOn = CalendarDay(daysSince1970: 25_000) }
        #expect(plan.steps.map(\.dailyDoseMilligrams) == [15, 30, 45, 60, 80])
        #expect(plan.checks.notChecked.contains { $0.check == "knowledge" && $0.reason.contains("2027-11-30") })
        #expect(try self.plan("the label's table").checks.notChecked.contains { $0.check == "knowledge" } == false)
    }

    @Test func daysBeforeTheFirstValueHaveNoLooserLimits() throws {
        let plan = try plan("65 with eGFR just below 60 stays below 20") { $0.startsOn = CalendarDay(daysSince1970: 0) }
        #expect(plan.ceilingMilligrams == 15)
    }

    @Test(arguments: [
        ("  - id: child-doses\n", "  - id: child-dose\n", KnowledgeError.Code.missingKey),
        ("unit: mL\n", "unit: mg\n", .unitMismatch), ("value: 0.1", "value: 0", .invalid),
        ("schedule: careful", "schedule: label", .duplicateEntry), ("form: granules", "form: patch", .notAllowed),
        ("scored: [10, 20]", "scored: [10, 15]", .invalid), ("at: [\"20:00\"]", "at: [\"25:00\"]", .invalid),
        ("- doses: 4", "- doses: 5", .invalid),
        (
            "description: \"The titration table", "approved-by: \"ph-1\"\n    description: \"The titration table",
            .missingKey
        ),
    ])
    func brokenKnowledgeStopsTheLoadWithItsLine(_ old: String, _ new: String, _ code: KnowledgeError.Code) throws {
        var files = EmbeddedFiles.all
        let text = try #require(files["Knowledge/titration-plan.yaml"])
        let range = try #require(text.range(of: old))
        files["Knowledge/titration-plan.yaml"] = text.replacingCharacters(in: range, with: new)
        let broken = files
        let error = #expect(throws: KnowledgeError.self) { try LoadedKnowledge(.embedded(broken)) }
        #expect(error?.code == code)
        #expect(error?.line ?? 0 > 0)
    }
}
