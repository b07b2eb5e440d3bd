import EventContracts
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport
import Testing

@testable import WithdrawalMonitor

/// A forgotten patient is watched no longer, and whoever listens to this service hears it in its place.
@Suite struct ForgettingTests {
    private let harness: HandlerHarness
    private let patient = Timeline.patient
    private let orders = Topic<OrderEvent>(.prescribingEvents)
    private let fills = Topic<DispenseEvent>(.prescribingEvents)
    private let forgettings = Topic<PatientForgotten>(.prescribingEvents)

    init() throws {
        harness = try HandlerHarness(
            try WithdrawalMonitorService.define(SettingValues()), startingAt: Timeline.day(0))
    }

    private var forgotten: PatientForgotten {
        PatientForgotten(patientId: patient, at: Timeline.day(21), by: "records-office")
    }
    private var record: SupplyRecord? {
        get throws { try harness.partition.read { try $0.document(SupplyRecord.table, of: patient) } }
    }

    private func stopEarly() throws {
        try harness.deliver(Fact.order("o-1"), on: orders, about: patient, revision: 1)
        try harness.deliver(Fact.fill("d-1", 0), on: fills, about: patient, revision: 1)
        try harness.deliver(
            Fact.order("o-1", .stopped), on: orders, about: patient, revision: 2, at: Timeline.day(20))
    }

    @Test func theWatchEndsWithItsDeadlinesAndIsPassedOn() throws {
        try stopEarly()
        #expect(try harness.partition.nextDeadline() != nil)
        let published = try harness.deliver(
            forgotten, on: forgettings, about: patient, revision: 1, at: Timeline.day(21))
        #expect(published.alerts.last?.alert.resolution?.reason == PatientForgotten.resolution)
        #expect(published.payloads(PatientForgotten.self) == [forgotten])
        #expect(try record == nil)
        #expect(try harness.partition.nextDeadline() == nil)
    }

    @Test func factsThatWaitAreForgottenToo() throws {
        var unnamed = Fact.fill("d-9", 0, order: "o-9")
        unnamed.medication = Medication(text: "illegible")
        try harness.deliver(unnamed, on: fills, about: patient, revision: 1)
        #expect(try harness.partition.nextDeadline() != nil)
        try harness.deliver(forgotten, on: forgettings, about: patient, revision: 1, at: Timeline.day(21))
        #expect(try harness.partition.nextDeadline() == nil)
        #expect(try harness.advance(to: Timeline.day(90)).deadLetterCodes.isEmpty)
    }

    @Test(arguments: ["f-1", "f-2"]) func aRedeliveryChangesNothing(id: String) throws {
        try stopEarly()
        try harness.deliver(forgotten, on: forgettings, about: patient, id: "f-1", at: Timeline.day(21))
        try harness.deliver(Fact.order("o-2"), on: orders, about: patient, revision: 9, at: Timeline.day(22))
        let before = try record
        let again = try harness.deliver(forgotten, on: forgettings, about: patient, id: id, at: Timeline.day(23))
        #expect(again.isEmpty)
        #expect(before != nil)
        #expect(try record == before)
    }
}
