import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@Suite struct EngineTests {
    private let harness: HandlerHarness
    private let events = Topic<DispenseEvent>(.prescribingEvents)

    init() throws { harness = try HandlerHarness(tallyService(), startingAt: t0) }

    @Test func anEventTakesEffectAndIsAnnouncedWithARevision() throws {
        let published = try harness.deliver(dispense("d1"), on: events, about: somebody)
        let record = try #require(published.records.first)
        let event = try CloudEvent(record.message)
        #expect(published.projections.map(\.onHandMilligrams) == [100])
        #expect(event.revision == 1)
        #expect(event.subject == somebody.rawValue)
        #expect(record.message.key == Array(somebody.rawValue.utf8))
        let second = try harness.deliver(dispense("d2"), on: events, about: somebody)
        #expect(try CloudEvent(#require(second.records.first).message).revision == 2)
    }

    @Test func aRedeliveredEventTakesEffectOnce() throws {
        try harness.deliver(dispense("d1"), on: events, about: somebody, id: "same")
        let again = try harness.deliver(dispense("d1"), on: events, about: somebody, id: "same")
        #expect(again.isEmpty)
        let tally = try harness.partition.read { try $0.document(tallies, of: somebody) }
        #expect(tally?.milligrams == 100)
    }

    @Test func theSameIdWithOtherBytesIsRefused() throws {
        try harness.deliver(dispense("d1"), on: events, about: somebody, id: "same")
        let reused = try harness.deliver(dispense("d1", milligrams: 5), on: events, about: somebody, id: "same")
        #expect(reused.deadLetterCodes == ["id-reused"])
        #expect(reused.projections.isEmpty)
    }

    @Test func anOlderRevisionIsIgnored() throws {
        try harness.deliver(dispense("d1"), on: events, about: somebody, revision: 3)
        let older = try harness.deliver(dispense("d1", milligrams: 7), on: events, about: somebody, revision: 2)
        #expect(older.isEmpty)
        let newer = try harness.deliver(dispense("d1", milligrams: 7), on: events, about: somebody, revision: 4)
        #expect(newer.projections.map(\.onHandMilligrams) == [107])
    }

    @Test func anAnnouncementThatSaysNothingNewIsNotMade() throws {
        let orders = Topic<OrderEvent>(.prescribingEvents)
        let first = try harness.deliver(order("o1"), on: orders, about: somebody)
        let again = try harness.deliver(order("o1"), on: orders, about: somebody)
        #expect(first.projections.count == 1)
        #expect(again.isEmpty)
    }

    @Test func aFactBeforeItsSubjectWaitsForIt() throws {
        let early = try harness.deliver(dispense("d1", order: "o1"), on: events, about: somebody)
        #expect(early.isEmpty)
        let settled = try harness.deliver(order("o1"), on: Topic(.prescribingEvents), about: somebody)
        #expect(settled.projections.last?.onHandMilligrams == 100)
    }

    @Test func aFactWhoseSubjectNeverComesIsReported() throws {
        try harness.deliver(dispense("d1", order: "o1"), on: events, about: somebody)
        #expect(try harness.advance(to: t0 + .hours(23)).isEmpty)
        #expect(try harness.advance(to: t0 + .hours(25)).deadLetterCodes == ["subject-never-came"])
    }

    @Test func aDeadlineFiresOnceWhenDue() throws {
        try harness.deliver(dispense("d1"), on: events, about: somebody)
        #expect(try harness.advance(to: t0 + .minutes(59)).isEmpty)
        #expect(try harness.advance(to: t0 + .hours(1)).projections.last?.because.contains("fired d1") == true)
        #expect(try harness.advance(to: t0 + .hours(2)).isEmpty)
    }

    @Test func aDeadlineFiresBeforeALaterRecordIsApplied() throws {
        try harness.deliver(dispense("d1"), on: events, about: somebody)
        let published = try harness.deliver(dispense("d2"), on: events, about: somebody, at: t0 + .hours(2))
        #expect(published.projections.first?.because == ["d1", "fired d1"])
        #expect(published.projections.last?.because == ["d1", "d2", "fired d1"])
    }

    @Test func anAnswerInTimeTakesTheDeadlineAway() throws {
        try harness.deliver(dispense("d1"), on: events, about: somebody)
        try harness.deliver(answer("a1", to: "d1"), on: .alertResponses, about: somebody, at: t0 + .minutes(30))
        #expect(try harness.advance(to: t0 + .hours(5)).isEmpty)
    }

    @Test func aFiringSaysTheSameWheneverItRuns() throws {
        let late = try HandlerHarness(tallyService(), startingAt: t0)
        try harness.deliver(dispense("d1"), on: events, about: somebody)
        try late.deliver(dispense("d1"), on: events, about: somebody)
        let onTime = try harness.advance(to: t0 + .hours(1))
        let muchLater = try late.advance(to: t0 + .days(9))
        #expect(onTime.records == muchLater.records)
        #expect(!onTime.isEmpty)
    }

    @Test func poisonHitsOnlyItself() throws {
        let poison = ConditionEvent(conditionId: "c1", patientId: somebody, text: "poison")
        let refused = try harness.deliver(poison, on: Topic(.prescribingEvents), about: somebody)
        #expect(refused.deadLetterCodes == ["handler-failed"])
        let next = try harness.deliver(dispense("d1"), on: events, about: somebody)
        #expect(next.projections.map(\.onHandMilligrams) == [100])
    }

    @Test func aRefusalNamesTheHandlerAndKeepsTheBytes() throws {
        let refused = try harness.deliver(dispense("d1", milligrams: nil), on: events, about: somebody)
        let letter = try #require(refused.records.first)
        #expect(refused.deadLetterCodes == ["no-quantity"])
        #expect(letter.message.header("x-handler") == "tally-dispense")
        #expect(letter.message.value == (try dispense("d1", milligrams: nil).encode()))
        #expect(letter.message.header("ce_type") == "org.titrate.medication.dispensed.v1")
    }

    @Test(arguments: [
        (Message(key: Array("p".utf8), value: Array("{".utf8)), "not-an-event"),
        (Message(key: Array("p".utf8), value: nil, headers: envelope()), "no-data"),
        (Message(key: nil, value: Array("{}".utf8), headers: envelope()), "no-patient"),
        (Message(key: Array("p".utf8), value: Array("{\"dispenseId\":".utf8), headers: envelope()), "not-json"),
        (Message(key: Array("p".utf8), value: Array("{}".utf8), headers: envelope()), "missing-element"),
        (Message(key: Array("p".utf8), value: [0xff, 0xfe], headers: envelope()), "not-json"),
        (Message(key: Array("p".utf8), value: nil, headers: [Header("ce_id", [0xff])]), "bad-attribute"),
    ])
    func whatCannotBeReadIsRefusedWithItsReason(message: Message, code: String) throws {
        let letters = Published(try harness.partition.deliver(message, on: .prescribingEvents, at: t0))
        #expect(letters.deadLetterCodes == [code])
        #expect(letters.records.first?.message.value == message.value)
        #expect(letters.records.first?.message.key == message.key)
        #expect(letters.records.first?.message.headers.starts(with: message.headers) == true)
    }

    @Test func typesNobodyHandlesAreIgnored() throws {
        let message = Message(
            key: Array("p".utf8), value: Array("{}".utf8), headers: envelope(type: "org.titrate.future.invented.v1"))
        #expect(try harness.partition.deliver(message, on: .prescribingEvents, at: t0).isEmpty)
    }

    @Test func newKnowledgeJudgesEveryPatientOnce() throws {
        try harness.deliver(dispense("d1"), on: events, about: somebody)
        try harness.deliver(dispense("d2"), on: events, about: "patient-two")
        let judged = try harness.rejudge()
        #expect(judged.projections.count == 2)
        #expect(judged.projections.allSatisfy { $0.because.contains("answer judged by 1") })
    }
}

private func envelope(type: String = "org.titrate.medication.dispensed.v1") -> [Header] {
    [
        Header("ce_specversion", "1.0"), Header("ce_id", "e1"), Header("ce_source", "urn:test"),
        Header("ce_type", type),
    ]
}
