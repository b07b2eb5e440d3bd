import EventContracts
import EventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport
import Testing

@testable import WithdrawalMonitor

/// A taper asked for over the log: the offline planner's plan, from the patient's record, and no trace of it.
@Suite struct TaperQuestionTests {
    private let harness: HandlerHarness
    private let patient = Timeline.patient

    init() throws {
        harness = try HandlerHarness(
            try WithdrawalMonitorService.define(SettingValues()), startingAt: Timeline.day(0))
    }

    private func know(born: String? = "1956-01-01", dose: Double? = 60, pump: Bool = false) throws {
        if let born {
            try harness.deliver(
                PatientEvent(patientId: patient, birthDate: CalendarDay(born)),
                on: Topic<PatientEvent>(.prescribingEvents), about: patient, revision: 1)
        }
        var order = Fact.order("o-1")
        (order.dailyDoseMilligrams, order.route) = (pump ? nil : dose, pump ? .intrathecal : .oral)
        if pump { order.dailyDoseMicrograms = dose }
        try harness.deliver(order, on: Topic<OrderEvent>(.prescribingEvents), about: patient, revision: 1)
    }

    private func ask(_ question: TaperQuestion, id: String = "q-1") throws -> CloudEvent {
        let event = CloudEvent(
            id: id, source: "urn:test", type: question.type, time: harness.now, subject: patient.rawValue,
            correlationID: "c-1", data: try question.encode())
        let key = Array(patient.rawValue.utf8)
        let reply = try harness.partition.ask(
            event.message(key: key), on: .requests(to: .withdrawalMonitor), at: harness.now)
        #expect(reply?.topic == .replies(of: .withdrawalMonitor) && reply?.message.key == key)
        let answer = try CloudEvent(try #require(reply).message)
        #expect(answer.correlationID == "c-1")
        return answer
    }

    private func plan(_ question: TaperQuestion) throws -> TaperPlan {
        let answer = try ask(question)
        try #require(answer.type == "org.titrate.taper.planned.v1")
        return try TaperPlan.decode(try #require(answer.data), type: answer.type)
    }

    private func refusal(_ question: TaperQuestion) throws -> String? {
        let answer = try ask(question)
        guard answer.type == "org.titrate.question.refused.v1" else { return nil }
        return try QuestionRefused.decode(try #require(answer.data), type: answer.type).code
    }

    @Test func theAnswerIsTheOfflinePlannersOfTheRecord() throws {
        try know()
        let answer = try plan(TaperQuestion(patientId: patient))
        let rules = try MonitorKnowledge.embedded().rules
        let asked = TaperRequest(
            dailyDoseMilligrams: 60, courseDays: 0, age: 70, riskPoints: 0, startsOn: Timeline.day(0).day,
            patient: patient)
        let offline = try TaperPlanner.plan(asked, rules: rules.taper).get()
        #expect(answer.steps == offline.steps && answer.template == offline.template)
        #expect(answer.totalDays == offline.totalDays && answer.startsOn == Timeline.day(0).day)
        #expect(answer.patientId == patient && answer.steps.last?.dailyDoseMilligrams == 0)
        #expect(answer.notes == nil, "all of it was known")
    }

    @Test func whatTheQuestionTellsCountsBeforeTheRecord() throws {
        try know()
        let told = TaperQuestion(
            patientId: patient, dailyDoseMilligrams: 80, courseDays: 100, age: 40, riskPoints: 0,
            startsOn: Timeline.day(5).day)
        let answer = try plan(told)
        #expect(answer.steps.count == 12 && answer.totalDays == 84, "80 mg standard of the rulings")
        #expect(answer.startsOn == Timeline.day(5).day)
        #expect(answer.notes == ["asked for 80 mg/day; the orders come to 60 mg/day"])
    }

    @Test func whatNobodyKnowsIsSaid() throws {
        let answer = try plan(TaperQuestion(patientId: patient, dailyDoseMilligrams: 30))
        #expect(answer.steps.map(\.dailyDoseMilligrams) == [25, 20, 15, 10, 5, 0])
        #expect(answer.notes?.count == 3 && answer.notes?.allSatisfy { $0.contains("not known") } == true)
    }

    @Test func nothingIsKeptAndTheSameQuestionHasTheSameAnswer() throws {
        try know()
        func record() throws -> SupplyRecord? {
            try harness.partition.read { try $0.document(SupplyRecord.table, of: patient) }
        }
        let before = try record()
        let first = try ask(TaperQuestion(patientId: patient))
        let again = try ask(TaperQuestion(patientId: patient))
        #expect(first == again)
        #expect(try record() == before)
        #expect(try harness.advance(to: Timeline.day(1)).payloads(TaperPlan.self).isEmpty)
    }

    @Test func aPumpIsReferredAndAnUnknownDoseAskedFor() throws {
        #expect(try refusal(TaperQuestion(patientId: patient)) == "present-dose-needed")
        #expect(try refusal(TaperQuestion(patientId: patient, route: .intrathecal)) == "intrathecal")
        try know(dose: 300, pump: true)
        #expect(try refusal(TaperQuestion(patientId: patient)) == "intrathecal")
        #expect(try refusal(TaperQuestion(patientId: patient, dailyDoseMilligrams: 20)) == nil)
    }

    @Test func aDoseNobodyUnderstandsIsAskedFor() throws {
        try know(dose: nil)
        #expect(try refusal(TaperQuestion(patientId: patient)) == "present-dose-needed")
    }

    @Test func whatThePlannerRefusesIsRefusedWithItsReason() throws {
        try know(born: "2018-01-01")
        #expect(try refusal(TaperQuestion(patientId: patient)) == "too-young")
        let coarse = TaperQuestion(patientId: patient, age: 50, strengthsMilligrams: [10, 20])
        #expect(try refusal(coarse) == "missing-tablet")
        #expect(
            try refusal(TaperQuestion(patientId: patient, dailyDoseMilligrams: 5000, age: 50)) == "dose-out-of-range")
        let liquid = TaperQuestion(patientId: patient, age: 50, milligramsPerMilliliter: 0)
        #expect(try refusal(liquid) == "concentration-unknown")
    }

    @Test(arguments: [
        TaperQuestion(patientId: Timeline.patient, age: -1), TaperQuestion(patientId: Timeline.patient, courseDays: -1),
        TaperQuestion(patientId: Timeline.patient, riskPoints: .max),
        TaperQuestion(patientId: Timeline.patient, strengthsMilligrams: []),
        TaperQuestion(patientId: Timeline.patient, strengthsMilligrams: [5, -10]),
        TaperQuestion(patientId: Timeline.patient, startsOn: CalendarDay(daysSince1970: 90_000)),
    ])
    func aQuestionThatMakesNoSenseIsRefused(question: TaperQuestion) throws {
        try know()
        #expect(try refusal(question) == "bad-value")
    }

    @Test func aQuestionAboutSomebodyElseIsRefused() throws {
        #expect(try refusal(TaperQuestion(patientId: "somebody-else")) == "patient-mismatch")
    }
}
