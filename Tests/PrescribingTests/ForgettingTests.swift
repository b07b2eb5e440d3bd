import EventContracts
import EventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

/// A patient is to be forgotten: what is open is closed, what is kept goes, and the others hear of it.
@Suite struct ForgettingTests {
    private let hospital: HospitalHarness
    private let patient: PatientID = "p-1"
    private let intake = Topic<PatientForgotten>(.prescribingIntake)

    init() throws { hospital = try HospitalHarness() }

    @discardableResult
    private func forget(id: String = "f-1", asked: Instant = noon, at instant: Instant? = nil) throws -> Published {
        try hospital.service.deliver(
            PatientForgotten(patientId: patient, at: asked, by: "records-office"), on: intake, about: patient, id: id,
            at: instant)
    }

    private var chart: PatientChart? {
        get throws { try hospital.service.partition.read { try $0.document(.charts, of: patient) } }
    }

    @Test func openAlertsEndTheChartGoesAndTheOthersHear() throws {
        #expect(try hospital.send(Hospital.order(perDay: nil)).alerts.isEmpty == false)
        #expect(try hospital.service.partition.nextDeadline() != nil)
        let published = try forget(at: noon + .minutes(5))
        #expect(published.alerts.allSatisfy { $0.alert.resolution?.reason == PatientForgotten.resolution })
        #expect(published.alerts.isEmpty == false)
        // What the others hear bears the moment of the log, not of whoever asked.
        #expect(published.payloads(PatientForgotten.self).map(\.at) == [noon + .minutes(5)])
        #expect(try chart == nil)
        #expect(try hospital.service.partition.nextDeadline() == nil)
    }

    @Test func forgettingAgainByRedeliveryChangesNothing() throws {
        try hospital.send(Hospital.order(perDay: nil))
        try forget()
        try hospital.send(Hospital.order(perDay: nil))
        let again = try forget()
        #expect(again.isEmpty)
        #expect(try chart?.orders.count == 1)
    }

    @Test func whatIsToldAfterwardsBeginsAnewUnderHigherRevisions() throws {
        let before = try hospital.send(Hospital.order(perDay: nil))
        try forget()
        let after = try hospital.send(Hospital.order(perDay: nil))
        #expect(after.alerts.map(\.change) == before.alerts.map(\.change))
        #expect(after.orders.map(\.status) == before.orders.map(\.status))
        func revisions(_ published: Published) throws -> [Int] {
            try published.records.compactMap { try CloudEvent($0.message).revision }
        }
        let highest = try #require(try revisions(before).max())
        #expect(try revisions(after).allSatisfy { $0 > highest })
    }

    @Test func aPatientNobodyKnowsIsForgottenAllTheSame() throws {
        let published = try forget()
        #expect(published.payloads(PatientForgotten.self).count == 1)
        #expect(published.alerts.isEmpty)
        #expect(try chart == nil)
    }

    @Test func newKnowledgeBringsNobodyBack() throws {
        try hospital.send(Hospital.order(perDay: nil))
        try forget()
        #expect(try hospital.service.rejudge().isEmpty)
        #expect(try chart == nil)
    }

    @Test func forgettingSomebodyElseThanTheEventIsAboutIsRefused() throws {
        try hospital.send(Hospital.order())
        let published = try hospital.service.deliver(
            PatientForgotten(patientId: "p-2", at: noon, by: "records-office"), on: intake, about: patient)
        #expect(published.deadLetterCodes == ["patient-mismatch"])
        #expect(try chart != nil)
    }
}
