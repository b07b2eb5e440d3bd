import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import CostAssistance

/// A forgotten patient's insurance and supply are no longer known here.
@Suite struct ForgettingTests {
    private let harness: HandlerHarness
    private let patient: PatientID = "p-1"
    private let day: CalendarDay

    init() throws {
        day = try TestKnowledge.day("2026-03-01")
        harness = try HandlerHarness(
            CostAssistanceService.define(try TestKnowledge.shipped()), startingAt: day.start + .hours(9))
    }

    private var picture: CoveragePicture? {
        get throws { try harness.partition.read { try $0.document(CoveragePicture.table, of: patient) } }
    }
    private var forgotten: PatientForgotten {
        PatientForgotten(patientId: patient, at: day.start + .hours(10), by: "records-office")
    }
    private func supply(days: Int) -> SupplyProjection {
        SupplyProjection(
            patientId: patient,
            medication: Medication(
                text: "Baclofen 10 mg tablet", ingredientRxNormCode: Ingredient.baclofenRxNormCode,
                ingredients: [Ingredient(name: "baclofen", rxNormCode: Ingredient.baclofenRxNormCode)]),
            runOutAt: day.adding(days: days).start, state: .known, because: [])
    }
    private func loseInsurance() throws -> Published {
        try harness.deliver(supply(days: 9), on: Topic<SupplyProjection>(.withdrawalEvents), about: patient)
        return try harness.deliver(
            CoverageEvent(coverageId: "c-1", patientId: patient, isActive: true, endsOn: day.adding(days: -1)),
            on: Topic<CoverageEvent>(.prescribingEvents), about: patient)
    }

    @Test func theAlertEndsAndNothingIsKept() throws {
        #expect(try loseInsurance().alerts.count == 1)
        let published = try harness.deliver(
            forgotten, on: Topic<PatientForgotten>(.prescribingEvents), about: patient)
        #expect(published.alerts.map(\.alert.resolution?.reason) == [PatientForgotten.resolution])
        #expect(try picture == nil)
        #expect(try harness.partition.nextDeadline() == nil)
        #expect(try harness.rejudge().isEmpty)
        #expect(try picture == nil)
    }

    @Test func anAnswerThatComesTooLateLeavesNoTrace() throws {
        let alert = try #require(try loseInsurance().alerts.first?.alert)
        try harness.deliver(forgotten, on: Topic<PatientForgotten>(.prescribingEvents), about: patient)
        let answer = AlertResponse(
            responseId: "r-1", alertId: alert.alertId, alertRevision: 1, patientId: patient, action: .acknowledged,
            by: AlertResponse.Actor(id: "ph-1", role: "pharmacist"), at: harness.now)
        #expect(try harness.deliver(answer, on: .alertResponses, about: patient).isEmpty)
        #expect(try picture == nil)
    }

    @Test func oneForgettingByTwoTopicsIsOne() throws {
        _ = try loseInsurance()
        try harness.deliver(forgotten, on: Topic<PatientForgotten>(.withdrawalEvents), about: patient)
        #expect(try harness.deliver(forgotten, on: Topic<PatientForgotten>(.prescribingEvents), about: patient).isEmpty)
        #expect(try loseInsurance().alerts.map(\.change) == [.raised])
    }
}
