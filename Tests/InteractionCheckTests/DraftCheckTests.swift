import EventContracts
import KnowledgeFiles
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// What draft orders would meet, asked before anything is ordered.
@Suite struct DraftCheckTests {
    private let opioid: AlertID = "interaction-check:baclofen-opioid:patient-1"
    private let oxycodone = DraftDesk.draft("oxycodone 5 mg tablet")

    @Test func aDraftIsAnsweredWithTheAlertItWouldRaise() throws {
        let desk = try DraftDesk.withBaclofen()
        let result = try desk.ask([oxycodone])
        let finding = try #require(result.findings.first)
        #expect(result.findings.count == 1 && result.profile == .kept && result.patientId == TestPatient.id)
        #expect(finding.change == .added && finding.severityBefore == nil && finding.drafts == ["draft-1"])
        let raised = try #require(
            try desk.service.order("draft-1", "oxycodone 5 mg tablet", context: .unknown).alerts.first)
        #expect(finding.alert.alertId == opioid && finding.alert.severity == raised.alert.severity)
        #expect(finding.alert.summary == raised.alert.summary && finding.alert.factors == raised.alert.factors)
        #expect(finding.alert.interruptive == raised.alert.interruptive && finding.alert.dueAt == nil)
        #expect(result.requestId == "c-1" && result.asOf == TestPatient.now)
        #expect(result.knowledge.version == (try TestKnowledge.loaded).version.version && !result.knowledge.stale)
        #expect(result.checks.checked == ["interaction", "duplicate", "allergy"] && result.checks.notChecked.isEmpty)
    }

    @Test func theQuestionChangesNothing() throws {
        let desk = try DraftDesk.withBaclofen()
        let (profile, due) = (try desk.service.profile, try desk.service.harness.partition.nextDeadline())
        _ = try desk.ask([oxycodone], .init(age: 90, estimatedGFR: 12, conditions: [.init(system: "", code: "J44.9")]))
        #expect(try desk.service.profile == profile)
        #expect(try desk.service.harness.partition.nextDeadline() == due)
        #expect(try desk.service.harness.advance(to: TestPatient.now + .days(30)).isEmpty)
        #expect(try desk.service.order("o-2", "oxycodone").alerts.map(\.change) == [.raised])
    }

    @Test func theSameQuestionHasTheSameBytes() throws {
        let desk = try DraftDesk.withBaclofen()
        let data = try InteractionCheckRequest(patientId: TestPatient.id, drafts: [oxycodone]).encode()
        #expect(try desk.reply(data).message == desk.reply(data).message)
        #expect(try desk.reply(data, id: "q-2").event.id != desk.reply(data).event.id)
    }

    @Test func onlyWhatTheDraftsChangeIsAFinding() throws {
        let desk = try DraftDesk.withBaclofen()
        try desk.service.order("o-2", "oxycodone 5 mg tablet", context: .continuing)
        let other = try desk.ask([DraftDesk.draft("amoxicillin 500 mg capsule")])
        #expect(other.findings.isEmpty)
        #expect(other.standing.map(\.alertId) == [opioid])
        let second = try desk.ask([DraftDesk.draft("morphine 10 mg tablet")])
        let finding = try #require(second.findings.first { $0.alert.alertId == opioid })
        #expect(finding.change == .changed || finding.change == .raised)
        #expect(finding.severityBefore != nil && finding.drafts == ["draft-1"])
    }

    @Test func aDraftCanRaiseLowerAndEndWhatStands() throws {
        let desk = try DraftDesk.withBaclofen()
        let antihistamine: AlertID = "interaction-check:baclofen-sedating-antihistamine:patient-1"
        try desk.service.order("o-2", "diphenhydramine 25 mg capsule")
        let more = ["gabapentin 300 mg capsule", "zolpidem 5 mg tablet"].enumerated()
        let raised = try desk.ask(more.map { DraftDesk.draft($0.element, id: OrderID("d-\($0.offset)")) })
        let heavier = try #require(raised.findings.first { $0.alert.alertId == antihistamine })
        #expect(heavier.change == .raised && heavier.severityBefore == .moderate && heavier.alert.severity == .major)
        // No draft is part of it, and yet it weighs more because of them.
        #expect(heavier.drafts.isEmpty)
        let other = try desk.ask([DraftDesk.draft("amoxicillin 500 mg capsule", id: "o-2")])
        #expect(other.findings.map(\.change) == [.ended])
        #expect(other.findings.first?.alert.alertId == antihistamine && other.standing.isEmpty)
        try desk.service.order("o-1", "baclofen 10 mg tablet", revision: 2, milligramsPerDay: 90)
        let lowered = try desk.ask([DraftDesk.draft("baclofen 10 mg tablet", id: "o-1", milligramsPerDay: 15)])
        let lighter = try #require(lowered.findings.first { $0.alert.alertId == antihistamine })
        #expect(lighter.change == .lowered && lighter.severityBefore == .major && lighter.drafts == ["o-1"])
    }

    @Test func nobodyHasToAnswerWhatNobodyOrdered() throws {
        let desk = try DraftDesk.withBaclofen(born: "1946-01-01")
        let finding = try #require(try desk.ask([oxycodone]).findings.first)
        #expect(finding.alert.interruptive && finding.alert.dueAt == nil)
    }

    @Test func anUnknownDraftChangesNoFindingOfOthers() throws {
        let desk = try DraftDesk.withBaclofen()
        try desk.service.order("o-2", "oxycodone 5 mg tablet", context: .continuing)
        let result = try desk.ask([DraftDesk.draft("Zzyzx 5 mg")])
        #expect(result.findings.map(\.alert.kind) == [.checksDegraded])
        #expect(result.standing.map(\.alertId) == [opioid])
    }

    @Test func aDraftOfTheIndexMedicineMeetsWhatIsKept() throws {
        let desk = try DraftDesk()
        try desk.service.order("o-2", "oxycodone 5 mg tablet")
        let result = try desk.ask([DraftDesk.draft("baclofen 10 mg tablet", milligramsPerDay: 30)])
        #expect(result.findings.map(\.alert.alertId).contains(opioid))
        #expect(result.findings.allSatisfy { $0.change == .added })
    }

    @Test func theContextFillsWhatIsNotKept() throws {
        let desk = try DraftDesk()
        try desk.service.order("o-1", "baclofen 10 mg tablet", milligramsPerDay: 30)
        let plain = try #require(try desk.ask([oxycodone]).findings.first)
        #expect(
            try desk.ask([oxycodone]).checks.notChecked.map(\.check).sorted() == ["age-escalation", "renal-escalation"])
        let known = try desk.ask([oxycodone], .init(age: 78, estimatedGFR: 28, encounterId: "e-9"))
        let finding = try #require(known.findings.first)
        #expect(known.checks.notChecked.isEmpty && finding.alert.encounterId == "e-9")
        #expect(finding.alert.severity >= plain.alert.severity && finding.alert.factors.contains("age 78"))
        #expect(finding.alert.factors.contains { $0.hasPrefix("eGFR 28") })
    }

    @Test func whatIsKeptIsNotOverruledByTheContext() throws {
        let desk = try DraftDesk.withBaclofen(born: "1946-01-01")
        let result = try desk.ask([oxycodone], .init(age: 30))
        #expect(result.findings.first?.alert.factors.contains("age 80") == true)
        let older = InteractionCheckRequest.Context(estimatedGFR: 12, estimatedGFRAt: TestPatient.now - .days(9))
        #expect(try desk.ask([oxycodone], older).findings == result.findings)
        let newer = InteractionCheckRequest.Context(estimatedGFR: 12)
        #expect(try desk.ask([oxycodone], newer).findings != result.findings)
    }

    @Test func aMedicineThatIsKeptIsNotTakenTwice() throws {
        let desk = try DraftDesk.withBaclofen()
        let same = InteractionCheckRequest.OtherMedicine(medication: Medication(text: "Baclofen 10 mg tablet"))
        #expect(try desk.ask([oxycodone], .init(otherMedicines: [same])) == desk.ask([oxycodone]))
        let more = InteractionCheckRequest.OtherMedicine(medication: Medication(text: "lorazepam 1 mg tablet"))
        #expect(try desk.ask([oxycodone], .init(otherMedicines: [more])) != desk.ask([oxycodone]))
    }

    @Test func anUnknownMedicineIsSaidByItsText() throws {
        let desk = try DraftDesk.withBaclofen()
        let result = try desk.ask([oxycodone, DraftDesk.draft("Zzyzx 5 mg", id: "draft-2", milligramsPerDay: nil)])
        #expect(result.unrecognized == ["Zzyzx 5 mg"])
        #expect(result.checks.notChecked.contains(.init(check: "interaction", reason: "not recognised: Zzyzx 5 mg")))
        #expect(result.checks.notChecked.contains(.init(check: "dose-escalation", reason: "no daily dose: Zzyzx 5 mg")))
        #expect(result.findings.map(\.drafts) == [["draft-1"], ["draft-2"]])
        let allergy = try desk.ask([oxycodone], .init(allergies: [Medication(text: "Zzyzx")]))
        #expect(allergy.checks.notChecked.contains(.init(check: "allergy", reason: "not recognised: Zzyzx")))
    }

    @Test func pastItsReviewTheKnowledgeIsCalledStale() throws {
        let desk = try DraftDesk.withBaclofen()
        let result = try desk.ask([oxycodone], after: .days(3650))
        #expect(result.knowledge.stale && result.checks.notChecked.contains { $0.check == "review" })
    }

    @Test(arguments: [nil, "patient-2"] as [PatientID?])
    func withoutAProfileTheContextAloneIsAsked(_ patient: PatientID?) throws {
        let desk = try DraftDesk.withBaclofen()
        let alone = try desk.ask([oxycodone], about: patient)
        #expect(alone.findings.isEmpty && alone.checks.checked.isEmpty)
        #expect(alone.checks.notChecked.contains { $0.check == "profile" })
        #expect(alone.checks.notChecked.contains { $0.check == "interaction" && $0.reason.hasPrefix("no baclofen") })
        #expect(alone.profile == (patient == nil ? .notNamed : .unknown))
        let baclofen = InteractionCheckRequest.OtherMedicine(medication: Medication(text: "Lioresal 10 mg tablet"))
        let told = try desk.ask(
            [oxycodone], .init(age: 40, estimatedGFR: 90, otherMedicines: [baclofen]), about: patient)
        #expect(told.findings.map(\.alert.rule.id) == ["baclofen-opioid"])
        #expect(told.checks.notChecked.map(\.check) == ["profile"])
    }
}
