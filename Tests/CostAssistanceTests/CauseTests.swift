import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import CostAssistance

/// What makes money a danger to health besides insurance that ended.
@Suite struct CauseTests {
    private let harness: HandlerHarness
    private let patient: PatientID = "p-1"
    private let begin: CalendarDay
    private let baclofen = Medication(text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292")

    init() throws {
        begin = try TestKnowledge.day("2026-03-01")
        harness = try HandlerHarness(
            CostAssistanceService.define(TestKnowledge.shipped()), startingAt: begin.start + .hours(9))
    }

    private func tooCostly(_ alert: AlertID = "withdrawal-monitor:missed-refill:p-1", id: String = "r-1") throws
        -> Published
    {
        let response = AlertResponse(
            responseId: id, alertId: alert, alertRevision: 1, patientId: patient, action: .overridden,
            reason: .init(code: "too-costly-uncovered"), by: .init(id: "ph-1", role: "pharmacist"), at: harness.now)
        return try harness.deliver(response, on: .alertResponses, about: patient, id: id)
    }

    private func supply(days: Int) -> SupplyProjection {
        SupplyProjection(
            patientId: patient, medication: baclofen, runOutAt: begin.adding(days: days).start, state: .known,
            because: [])
    }

    private func dispense(_ medication: Medication, at moment: Instant) throws -> Published {
        let event = DispenseEvent(
            dispenseId: "d-1", patientId: patient, status: .recorded, medication: medication, handedOverAt: moment)
        return try harness.deliver(event, on: Topic(.prescribingEvents), about: patient)
    }

    @Test func tooCostlyToAnyAlertIsOneAlertWithOptions() throws {
        let raised = try tooCostly().alerts
        #expect(raised.map(\.change) == [.raised])
        let alert = try #require(raised.first?.alert)
        #expect(alert.summary == "Medicine: said to be too costly")
        #expect(alert.options?.isEmpty == false)
        #expect(alert.options?.allSatisfy { $0.because == nil && $0.missing == nil } == true)
        #expect(try tooCostly().isEmpty)
        let updated = try harness.deliver(supply(days: 40), on: Topic(.withdrawalEvents), about: patient).alerts
        #expect(updated.map(\.change) == [.updated])
        #expect(updated.first?.alert.summary == "Baclofen 10 mg tablet: said to be too costly")
    }

    @Test func handedOverSinceItIsSettled() throws {
        _ = try tooCostly()
        #expect(try dispense(baclofen, at: harness.now - .hours(1)).isEmpty)
        #expect(try dispense(Medication(text: "Amoxicillin 500 mg"), at: harness.now + .hours(1)).isEmpty)
        let settled = try dispense(baclofen, at: harness.now + .hours(2)).alerts
        #expect(settled.map(\.change) == [.resolved])
        #expect(settled.first?.alert.resolution?.reason == "handed-over")
        // Said once more, it is one once more.
        pass()
        #expect(try tooCostly(id: "r-2").alerts.map(\.change) == [.raised])
    }

    private func pass() { _ = try? harness.advance(to: harness.now + .days(1)) }

    @Test func anOldWordAgesByItself() throws {
        let said = harness.now
        _ = try tooCostly()
        #expect(try harness.advance(to: said + .days(30) - .minutes(1)).alerts.isEmpty)
        let aged = try harness.advance(to: said + .days(30)).alerts
        #expect(aged.first?.alert.resolution?.reason == "answer-aged")
    }

    @Test func whoPaysAloneIsKnownToBeUninsured() throws {
        try harness.deliver(supply(days: 5), on: Topic(.withdrawalEvents), about: patient)
        let coverage = CoverageEvent(coverageId: "self", patientId: patient, kind: "81")
        let alert = try #require(
            harness.deliver(coverage, on: Topic(.prescribingEvents), about: patient).alerts.first?.alert)
        #expect(alert.summary == "Baclofen 10 mg tablet: no insurance and the supply is short")
        let insured = CoverageEvent(coverageId: "real", patientId: patient, kind: "2")
        let ended = try harness.deliver(insured, on: Topic(.prescribingEvents), about: patient).alerts
        #expect(ended.first?.alert.resolution?.reason == "coverage-returned")
    }

    @Test func severalCausesAreOneAlert() throws {
        _ = try tooCostly()
        try harness.deliver(supply(days: 5), on: Topic(.withdrawalEvents), about: patient)
        let coverage = CoverageEvent(coverageId: "c-1", patientId: patient, isActive: false)
        let alerts = try harness.deliver(coverage, on: Topic(.prescribingEvents), about: patient).alerts
        #expect(alerts.map(\.change) == [.updated])
        #expect(alerts.first?.alert.factors.count == 3)
        let settled = try dispense(baclofen, at: harness.now + .hours(2)).alerts
        #expect(settled.map(\.change) == [.updated])
    }

    @Test func anotherReasonIsNoCost() throws {
        let response = AlertResponse(
            responseId: "r-9", alertId: "withdrawal-monitor:x", alertRevision: 1, patientId: patient,
            action: .overridden, reason: .init(code: "risk-benefit-ratio"),
            by: .init(id: "ph-1", role: "pharmacist"), at: harness.now)
        #expect(try harness.deliver(response, on: .alertResponses, about: patient).isEmpty)
    }
}
