import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import CostAssistance

/// Who pays for a merged record is the survivor's question.
@Suite struct MergedPatientTests {
    private let harness: HandlerHarness
    private let patient: PatientID = "p-1"
    private let day: CalendarDay

    init() throws {
        day = try TestKnowledge.day("2026-03-01")
        harness = try HandlerHarness(
            CostAssistanceService.define(try TestKnowledge.shipped()), startingAt: day.start + .hours(9))
    }

    private func tell(_ change: PatientEvent.Change) throws -> Published {
        try harness.deliver(
            PatientEvent(patientId: patient, change: change, otherPatientId: "p-2"),
            on: Topic<PatientEvent>(.prescribingEvents), about: patient)
    }

    @Test func theAlertEndsWithTheMergeAndComesAgainWhenItIsUndone() throws {
        let supply = SupplyProjection(
            patientId: patient, medication: Medication(text: "Baclofen 10 mg tablet"),
            runOutAt: day.adding(days: 9).start, state: .known, because: [])
        try harness.deliver(supply, on: Topic<SupplyProjection>(.withdrawalEvents), about: patient)
        let lost = CoverageEvent(coverageId: "c-1", patientId: patient, isActive: true, endsOn: day.adding(days: -1))
        let raised = try harness.deliver(lost, on: Topic<CoverageEvent>(.prescribingEvents), about: patient)
        #expect(raised.alerts.map(\.change) == [.raised])
        #expect(try tell(.merged).alerts.map(\.alert.resolution?.reason) == ["patient-merged"])
        #expect(try harness.partition.nextDeadline() == nil)
        #expect(try tell(.unmerged).alerts.map(\.change) == [.raised])
    }

    @Test func deathEndsTheAlertAndItsDeadline() throws {
        let supply = SupplyProjection(
            patientId: patient, medication: Medication(text: "Baclofen 10 mg tablet"),
            runOutAt: day.adding(days: 9).start, state: .known, because: [])
        try harness.deliver(supply, on: Topic<SupplyProjection>(.withdrawalEvents), about: patient)
        let lost = CoverageEvent(coverageId: "c-1", patientId: patient, isActive: true, endsOn: day.adding(days: -1))
        #expect(
            try harness.deliver(lost, on: Topic<CoverageEvent>(.prescribingEvents), about: patient).alerts.count == 1)
        let died = try harness.deliver(
            PatientEvent(patientId: patient, change: .died, isDeceased: true),
            on: Topic<PatientEvent>(.prescribingEvents), about: patient)
        #expect(died.alerts.map(\.alert.resolution?.reason) == ["patient-died"])
        #expect(try harness.partition.nextDeadline() == nil)
    }
}
