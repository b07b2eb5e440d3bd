import EventContracts
import EventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// Titrations asked for over the log: planned for the patient's chart, once, and answered without a trace.
@Suite struct TitrationServiceTests {
    private let hospital: HospitalHarness
    private let patient: PatientID = "p-1"
    private let intake = Topic<TitrationRequest>(.prescribingIntake)

    init() throws { hospital = try HospitalHarness() }

    private func knowThePatient(born: String = "1980-01-01", egfr: Double? = 95) throws {
        try hospital.send(Hospital.patient(born: born))
        if let egfr { try hospital.send(Hospital.observation("ob-1", value: egfr)) }
    }

    @discardableResult
    private func plan(_ request: TitrationRequest? = nil, id: String? = nil, at instant: Instant? = nil) throws
        -> Published
    {
        try hospital.service.deliver(
            request ?? TitrationRequest(patientId: patient), on: intake, about: patient, id: id, at: instant)
    }

    private func steps(_ request: TitrationRequest? = nil) throws -> [Double]? {
        try plan(request).payloads(TitrationPlan.self).last?.steps.map(\.dailyDoseMilligrams)
    }

    private func refusal(_ request: TitrationRequest? = nil) throws -> String? {
        try plan(request).payloads(TitrationRefusal.self).last?.code
    }

    // MARK: - Kept and told to everybody

    @Test func aRequestAmongTheFactsBecomesAPlanOnTheEventsTopic() throws {
        try knowThePatient()
        let published = try plan()
        #expect(published.records.map(\.topic) == [.prescribingEvents])
        let event = try CloudEvent(try #require(published.records.first).message)
        #expect(event.type == "org.titrate.titration.planned.v1")
        #expect(event.entityID == "titration-plan:p-1" && event.revision == 1 && event.subject == "p-1")
        let plan = try #require(published.payloads(TitrationPlan.self).first)
        #expect(plan.steps.map(\.dailyDoseMilligrams) == [15, 30, 45, 60, 80])
        #expect(plan.startsOn == noon.day)
        #expect(plan.factors.first == "age 46")
    }

    @Test func redeliveryAndRepetitionDoubleNothingAndAnotherGoalFollows() throws {
        try knowThePatient()
        #expect(try plan(id: "q-1").records.count == 1)
        #expect(try plan(id: "q-1").isEmpty)
        #expect(try plan(id: "q-2").isEmpty, "the same plan says nothing new")
        let other = try plan(TitrationRequest(patientId: patient, goalDailyDoseMilligrams: 30), id: "q-3")
        #expect(try CloudEvent(try #require(other.records.first).message).revision == 2)
    }

    @Test func theSameRecordsAgainGiveTheSameBytes() throws {
        func live() throws -> [Message] {
            let harness = try HospitalHarness()
            var records = try harness.send(Hospital.patient(born: "1955-01-01"), at: noon).records
            let request = TitrationRequest(patientId: patient)
            records += try harness.service.deliver(
                request, on: intake, about: patient, id: "q-1", at: noon + .minutes(1)
            ).records
            records += try harness.send(Hospital.observation("ob-1", value: 48), at: noon + .minutes(2)).records
            records += try harness.service.deliver(
                request, on: intake, about: patient, id: "q-2", at: noon + .minutes(3)
            ).records
            return records.map(\.message)
        }
        let first = try live()
        #expect(first == (try live()))
        // Age 71 with unknown kidneys, then with an eGFR of 48: the same steps on other grounds, so told anew.
        let plans = Published(first.map { OutgoingRecord(topic: .prescribingEvents, message: $0) })
            .payloads(TitrationPlan.self)
        #expect(plans.map { $0.steps.map(\.dailyDoseMilligrams) } == [[5, 10, 15], [5, 10, 15]])
        #expect(plans.map { $0.checks.notChecked.contains { $0.check == "renal-dose" } } == [true, false])
    }

    @Test func aRefusalTakesThePlaceOfAPlanThatNoLongerFits() throws {
        try knowThePatient()
        try plan()
        try hospital.send(Hospital.observation("ob-2", value: 22, on: "2026-11-20"))
        let published = try plan()
        let event = try CloudEvent(try #require(published.records.first).message)
        #expect(event.type == "org.titrate.titration.refused.v1" && event.entityID == "titration-plan:p-1")
        #expect(event.revision == 2)
        let refusal = try #require(published.payloads(TitrationRefusal.self).first)
        #expect(refusal.code == "kidney-avoid" && refusal.rule?.id == "baclofen-renal-below-30")
    }

    @Test func newKnowledgeAndForgettingLeaveNothingBehind() throws {
        try knowThePatient()
        try plan()
        #expect(try hospital.service.rejudge().payloads(TitrationPlan.self).isEmpty)
        try hospital.service.deliver(
            PatientForgotten(patientId: patient, at: noon, by: "records-office"),
            on: Topic<PatientForgotten>(.prescribingIntake), about: patient)
        #expect(try refusal() == "age-needed")
    }

    @Test func anotherPatientThanTheEventsIsRefused() throws {
        let published = try plan(TitrationRequest(patientId: "p-2"))
        #expect(published.deadLetterCodes == ["patient-mismatch"])
    }

    // MARK: - What the chart knows

    @Test func theChartsOrdersAreThePresentDose() throws {
        try knowThePatient()
        try hospital.send(Hospital.order(milligrams: 10))
        #expect(try steps() == [30, 45, 60, 80])
        let told = try plan(TitrationRequest(patientId: patient, fromDailyDoseMilligrams: 15))
        let plan = try #require(told.payloads(TitrationPlan.self).last)
        #expect(plan.steps.map(\.dailyDoseMilligrams) == [15, 30, 45, 60, 80])
        #expect(plan.cautions.contains { $0.contains("The orders come to 30 mg a day") })
    }

    @Test func aPresentDoseNobodyCanTellIsAskedFor() throws {
        try knowThePatient()
        try hospital.send(Hospital.dispense())
        #expect(try refusal() == "present-dose-needed")
        #expect(try steps(TitrationRequest(patientId: patient, fromDailyDoseMilligrams: 30)) == [30, 45, 60, 80])
        try hospital.send(Hospital.order(perDay: nil))
        #expect(try refusal(TitrationRequest(patientId: patient, goalDailyDoseMilligrams: 20)) == "present-dose-needed")
    }

    @Test func aDoseTheHospitalPausedIsNoPresentDose() throws {
        try knowThePatient()
        try hospital.send(Hospital.order())
        #expect(try steps()?.first == 15)
        try hospital.send(Hospital.order(version: 2, status: "on-hold"))
        #expect(try refusal() == "present-dose-needed")
    }

    @Test func whatWeHoldIsNotTaken() throws {
        try knowThePatient()
        try hospital.send(Hospital.history)
        #expect(try hospital.send(Hospital.order(milligrams: 20)).orders.last?.status == .held)
        let plan = try #require(try self.plan().payloads(TitrationPlan.self).last)
        #expect(plan.steps.map(\.dailyDoseMilligrams) == [15, 30, 45, 60, 80])
        #expect(plan.cautions.contains { $0.contains("Another order is held") })
    }

    @Test func aChildIsPlannedByItsNewestWeight() throws {
        try knowThePatient(born: "2020-05-01", egfr: 100)
        let liquid = TitrationRequest(
            patientId: patient, product: .init(form: .oralSolution, milligramsPerMilliliter: 1))
        #expect(try refusal(liquid) == "weight-needed")
        try hospital.send(Hospital.observation("w-1", code: "29463-7", value: 20, unit: "kg"))
        #expect(try steps(liquid) == [6, 12, 18, 24, 30, 36, 40])
        try hospital.send(Hospital.observation("w-2", code: "29463-7", value: 30_000, unit: "g", on: "2026-11-15"))
        #expect(try steps(liquid)?.first == 8.8)
    }

    @Test func aPumpTheDeadAndAPastStartHaveNoPlan() throws {
        try knowThePatient()
        let yesterday = TitrationRequest(patientId: patient, startsOn: noon.day.adding(days: -1))
        #expect(try refusal(yesterday) == "bad-value")
        try hospital.send(
            Hospital.order("o-9", medicine: "Baclofen intrathecal 500 mcg/mL injection").replacing(
                "26643006", with: "72607000"))
        #expect(try refusal() == "intrathecal")
        try hospital.send(Hospital.patient(version: 2, more: #""deceasedBoolean":true,"#))
        #expect(try refusal() == "patient-died")
    }

    @Test func whatTheChartSaysAgainstAPlanCountsWhateverTheAskerWasTold() throws {
        try knowThePatient()
        try hospital.send(
            #"{"resourceType":"AllergyIntolerance","id":"a-1","code":{"text":"Baclofen"},"#
                + #""patient":{"reference":"Patient/p-1"}}"#)
        #expect(try refusal(TitrationRequest(patientId: patient, allergicToBaclofen: false)) == "allergy")
    }

    // MARK: - Asked and answered

    private func ask(_ request: TitrationRequest, about subject: PatientID? = nil) throws -> (Message, CloudEvent) {
        let event = CloudEvent(
            id: "q-1", source: "urn:test", type: request.type, time: hospital.service.now,
            subject: (subject ?? patient).rawValue, correlationID: "c-1", data: try request.encode())
        let key = Array(patient.rawValue.utf8)
        let reply = try hospital.service.partition.ask(
            event.message(key: key), on: .requests(to: .prescribing), at: hospital.service.now)
        let message = try #require(reply).message
        #expect(reply?.topic == .replies(of: .prescribing) && message.key == key)
        return (message, try CloudEvent(message))
    }

    @Test func aQuestionIsAnsweredAndNothingElseHappens() throws {
        try knowThePatient()
        let (_, reply) = try ask(TitrationRequest(patientId: patient))
        #expect(reply.type == "org.titrate.titration.planned.v1" && reply.correlationID == "c-1")
        let plan = try TitrationPlan.decode(try #require(reply.data), type: reply.type)
        #expect(plan.steps.map(\.dailyDoseMilligrams) == [15, 30, 45, 60, 80])
        let answer = try TitrationAnswer.decode(try #require(reply.data), type: reply.type)
        #expect(answer == .planned(plan))
        #expect(try self.plan().payloads(TitrationPlan.self) == [plan], "the first plan that is kept")
    }

    @Test func aQuestionWithoutAPlanIsAnsweredWithTheReason() throws {
        let (_, reply) = try ask(TitrationRequest(patientId: patient))
        #expect(reply.type == "org.titrate.titration.refused.v1")
        let refusal = try TitrationRefusal.decode(try #require(reply.data), type: reply.type)
        #expect(refusal.code == "age-needed" && !refusal.advice.isEmpty)
        #expect(try TitrationAnswer.decode(try #require(reply.data), type: reply.type) == .refused(refusal))
    }

    @Test func aQuestionAboutSomebodyElseIsRefused() throws {
        let (_, reply) = try ask(TitrationRequest(patientId: "p-2"))
        #expect(reply.type == "org.titrate.question.refused.v1")
        let refused = try QuestionRefused.decode(try #require(reply.data), type: reply.type)
        #expect(refused.code == "patient-mismatch" && refused.requestId == "c-1")
    }

    // MARK: - Where hospital facts come in

    private func record(_ data: String, key: String? = nil) -> Message {
        let event = CloudEvent(
            id: "q-1", source: "urn:titrate:gateway", type: TitrationRequest.types[0], data: Array(data.utf8))
        return event.message(key: key.map { Array($0.utf8) })
    }

    @Test func theIntakePassesARequestOnToItsPatient() throws {
        let result = hospital.intake.read(record(#"{"patientId":"p-1","goalDailyDoseMilligrams":30}"#, key: "other"))
        let request = TitrationRequest(patientId: "p-1", goalDailyDoseMilligrams: 30)
        #expect(result.forwarded.map { $0 as? TitrationRequest } == [request])
        #expect(result.refusal == nil && result.ignored == [RecordReading.keyMismatch])
        #expect(result.origin == nil, "an asker is no feed that could fall silent")
    }

    @Test func thePatientOfARequestIsNamedAsInItsSendersRecords() throws {
        var intake = hospital.intake
        intake.sources = HospitalSources([
            HospitalSource(
                name: "north", identity: SourceIdentity(assigner: "north"), origins: ["urn:titrate:gateway"])
        ])
        let result = intake.read(record(#"{"patientId":"p-1"}"#, key: "p-1"))
        #expect(result.forwarded.map(\.patientId) == ["north.p-1"])
        #expect(result.ignored.isEmpty)
        intake.sources = HospitalSources([HospitalSource(name: "south", origins: ["urn:south"])])
        #expect(intake.read(record(#"{"patientId":"p-1"}"#)).refusal?.code == HospitalSources.unknown)
    }

    @Test(arguments: [
        ("{", "not-json", "$"), ("{}", "missing-element", "$.patientId"),
        (#"{"patientId":""}"#, "bad-value", "$.patientId"),
        (#"{"patientId":"p-1","daysPerStep":"secret"}"#, "wrong-type", "$.daysPerStep"),
    ])
    func aBadRequestIsADeadLetterThatNamesTheElement(_ data: String, _ code: String, _ path: String) {
        let result = hospital.intake.read(record(data))
        #expect(result.forwarded.isEmpty)
        #expect(result.refusal == Refusal(code: code, message: path))
    }
}
