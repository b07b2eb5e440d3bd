import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import CostAssistance

/// From a look-up to money: what may follow what, what falls due, and what is forgotten.
@Suite struct CaseTests {
    private let harness: HandlerHarness
    private let patient: PatientID = "p-1"
    private let begin: CalendarDay

    init() throws {
        begin = try TestKnowledge.day("2026-03-01")
        harness = try HandlerHarness(
            CostAssistanceService.define(TestKnowledge.shipped()), startingAt: begin.start + .hours(9))
    }

    private func step(
        _ action: AssistanceCaseStep.Action, id: String = "c-1", program: String? = "medicaid-adults",
        _ change: (inout AssistanceCaseStep) -> Void = { _ in }
    ) throws -> Published {
        var step = AssistanceCaseStep(
            caseId: id, patientId: patient, action: action, programId: action == .opened ? program : nil,
            by: .init(id: "fi-1", role: "finance"), at: harness.now)
        change(&step)
        return try harness.deliver(step, on: Topic(.alertResponses), about: patient)
    }

    private func stands(_ published: Published) throws -> EventContracts.AssistanceCase {
        try #require(published.payloads(EventContracts.AssistanceCase.self).last)
    }

    @Test func anOpenedCaseSaysWhatToSendAndByWhen() throws {
        let opened = try stands(step(.opened))
        let program = try #require(try TestKnowledge.shipped().cases.program("medicaid-adults"))
        #expect(opened.state == .open && opened.programName == program.name)
        #expect(opened.missingDocuments == program.application.documents && !opened.documents.isEmpty)
        #expect(opened.dueOn == begin.adding(days: 14))
    }

    @Test func aSupplyThatEndsSoonerMovesTheDay() throws {
        let supply = SupplyProjection(
            patientId: patient, medication: Medication(text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292"),
            runOutAt: begin.adding(days: 5).start, state: .known, because: [])
        try harness.deliver(supply, on: Topic(.withdrawalEvents), about: patient)
        #expect(try stands(step(.opened)).dueOn == begin.adding(days: 5))
    }

    @Test func theWayToMoney() throws {
        _ = try step(.opened)
        let document = try #require(
            try TestKnowledge.shipped().cases.program("medicaid-adults")?.application.documents[0])
        #expect(try !stands(step(.documented) { $0.documents = [document] }).missingDocuments.contains(document))
        let sent = try stands(step(.submitted))
        #expect(sent.state == .submitted && sent.submittedOn == begin && sent.dueOn == begin.adding(days: 45))
        let until = begin.adding(days: 365)
        let approved = try stands(
            step(.approved) {
                $0.until = until
                $0.monthlyAmount = Money(amount: "120.50")
            })
        #expect(approved.monthlySecured == Money(amount: "120.50"))
        #expect(approved.dueOn == until.adding(days: -60))
        // The renewal reminder comes by itself, and goes when it is renewed.
        #expect(try harness.advance(to: until.adding(days: -60).start - .minutes(1)).alerts.isEmpty)
        let reminded = try harness.advance(to: until.adding(days: -60).start).alerts
        #expect(reminded.map(\.change) == [.raised])
        #expect(reminded.first?.alert.kind == .affordability)
        let renewed = try step(.renewed) { $0.until = until.adding(days: 365) }
        #expect(renewed.alerts.first?.alert.resolution?.reason == "case-moved-on")
        #expect(try stands(renewed).monthlySecured == Money(amount: "120.50"))
        // Nobody renews it the next time: the approval ends on its last day, and so does the money.
        let ended = try harness.advance(to: until.adding(days: 366).start)
        #expect(try stands(ended).state == .expired)
        #expect(try stands(ended).monthlySecured == nil)
        #expect(ended.alerts.last?.alert.summary.contains("has ended") == true)
    }

    @Test func whatIsDueToBeSentIsRemindedOf() throws {
        _ = try step(.opened)
        #expect(try harness.advance(to: begin.adding(days: 10).start).alerts.isEmpty)
        let alert = try #require(harness.advance(to: begin.adding(days: 11).start).alerts.first?.alert)
        #expect(alert.management.contains { $0.hasPrefix("Still missing: ") })
        #expect(try step(.submitted).alerts.map(\.change) == [.resolved])
    }

    @Test(arguments: AssistanceCaseStep.Action.allCases) func onlyStepsThatCanFollowAreTaken(
        _ action: AssistanceCaseStep.Action
    ) throws {
        let first = try step(action)
        #expect(first.deadLetterCodes == (action == .opened ? [] : ["unknown-case"]))
        if action != .opened { _ = try step(.opened) }
        let onOpen: Set<AssistanceCaseStep.Action> = [.opened, .documented, .submitted, .closed]
        #expect(try step(action).deadLetterCodes == (onOpen.contains(action) ? [] : ["step-not-possible"]))
    }

    @Test func aDenialCanBeAppealedAndAClosedCaseIsOver() throws {
        _ = try step(.opened)
        _ = try step(.submitted)
        #expect(try stands(step(.denied) { $0.reason = "over-income" }).reason == "over-income")
        #expect(try stands(step(.approved)).state == .approved)
        #expect(try stands(step(.closed)).state == .closed)
        for action in AssistanceCaseStep.Action.allCases where action != .opened {
            #expect(try step(action).deadLetterCodes == ["step-not-possible"])
        }
    }

    @Test func whatCannotBeMeantIsADeadLetter() throws {
        #expect(try step(.opened, program: "no-such").deadLetterCodes == ["unknown-programme"])
        _ = try step(.opened)
        #expect(try step(.opened, program: "extra-help").deadLetterCodes == ["case-exists"])
        #expect(try step(.documented) { $0.documents = ["Testina's diary"] }.deadLetterCodes == ["bad-value"])
        #expect(try step(.closed) { $0.reason = "She earns 12,000" }.deadLetterCodes == ["bad-value"])
        _ = try step(.submitted)
        #expect(try step(.approved) { $0.monthlyAmount = Money(amount: "-1") }.deadLetterCodes == ["bad-value"])
        #expect(try step(.approved) { $0.until = begin.adding(days: -1) }.deadLetterCodes == ["bad-value"])
        let other = AssistanceCaseStep(
            caseId: "c-9", patientId: "p-2", action: .opened, programId: "extra-help",
            by: .init(id: "fi-1", role: "finance"), at: harness.now)
        #expect(
            try harness.deliver(other, on: Topic(.alertResponses), about: patient).deadLetterCodes
                == ["patient-mismatch"])
    }

    @Test func theSameStepAgainSaysNothingNew() throws {
        _ = try step(.opened)
        let again = AssistanceCaseStep(
            caseId: "c-1", patientId: patient, action: .opened, programId: "medicaid-adults",
            by: .init(id: "fi-1", role: "finance"), at: harness.now)
        #expect(try harness.deliver(again, on: Topic(.alertResponses), about: patient, id: "same").isEmpty)
        #expect(try harness.deliver(again, on: Topic(.alertResponses), about: patient, id: "same").isEmpty)
    }

    @Test func noMoreCasesThanCanBeKept() throws {
        for number in 0..<CaseRules.kept { _ = try step(.opened, id: "c-\(number)") }
        #expect(try step(.opened, id: "c-x").deadLetterCodes == ["too-many-cases"])
    }

    @Test func anEndedCaseIsRemovedAfterItsTime() throws {
        _ = try step(.opened)
        _ = try step(.closed)
        func kept() throws -> Int? {
            try harness.partition.read { try $0.document(CoveragePicture.table, of: patient)?.cases?.count }
        }
        try harness.advance(to: begin.adding(days: 90).start - .minutes(1))
        #expect(try kept() == 1)
        #expect(try harness.advance(to: begin.adding(days: 90).start).isEmpty)
        #expect(try kept() == nil)
    }

    @Test func aForgottenPatientsCasesAreClosedAndGone() throws {
        _ = try step(.opened)
        try harness.advance(to: begin.adding(days: 12).start)
        let forgotten = PatientForgotten(patientId: patient, at: harness.now, by: "records-office")
        let said = try harness.deliver(forgotten, on: Topic(.prescribingEvents), about: patient)
        #expect(try stands(said).state == .closed)
        #expect(said.alerts.map(\.change) == [.resolved])
        #expect(try harness.partition.read { try $0.document(CoveragePicture.table, of: patient) } == nil)
        #expect(try harness.partition.nextDeadline() == nil)
    }

    @Test func theOverviewShowsWhatStandsAndWhatIsSecured() throws {
        var overview = CaseOverview()
        let published = try [
            step(.opened), step(.submitted), step(.approved) { $0.monthlyAmount = Money(amount: "100.25") },
            step(.opened, id: "c-2", program: "extra-help"), step(.opened, id: "c-3"), step(.closed, id: "c-3"),
        ]
        for record in published.flatMap(\.records).reversed() { overview.take(record.message) }
        overview.take(Message(value: Array("{".utf8)))
        #expect(overview.cases(of: nil, withEnded: false).map(\.caseId) == ["c-2", "c-1"])
        #expect(overview.cases(of: nil, withEnded: true).count == 3)
        #expect(overview.text(of: patient, withEnded: false).contains("Secured: $100.25 a month."))
        #expect(overview.text(of: "p-2", withEnded: false) == "No case stands.")
        // What cannot be read is said: the list is not whole then.
        var damaged = try #require(published.flatMap(\.records).first).message
        damaged.value = Array("{".utf8)
        overview.take(damaged)
        #expect(overview.unreadable == 1)
        #expect(overview.text(of: "p-2", withEnded: false).contains("Not whole"))
    }
}
