import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import CostAssistance

/// The alert when nobody pays and the supply is short, through the engine that runs in production.
struct AffordabilityTests {
    private let patient: PatientID = "p-1"
    private let coverages = Topic<CoverageEvent>(.prescribingEvents)
    private let supplies = Topic<SupplyProjection>(.withdrawalEvents)
    private let patients = Topic<PatientEvent>(.prescribingEvents)

    private func begin(_ day: String = "2026-03-01", _ knowledge: AssistanceKnowledge? = nil) throws -> HandlerHarness {
        try HandlerHarness(
            CostAssistanceService.define(try knowledge ?? TestKnowledge.shipped()),
            startingAt: try TestKnowledge.day(day).start + .hours(9))
    }

    private func coverage(active: Bool = true, until day: String?) throws -> CoverageEvent {
        CoverageEvent(
            coverageId: "c-1", patientId: patient, isActive: active, endsOn: try day.map { try TestKnowledge.day($0) })
    }

    private func supply(until day: String?) throws -> SupplyProjection {
        SupplyProjection(
            patientId: patient,
            medication: Medication(
                text: "Baclofen 10 mg tablet", ingredientRxNormCode: Ingredient.baclofenRxNormCode,
                ingredients: [Ingredient(name: "baclofen", rxNormCode: Ingredient.baclofenRxNormCode)]),
            runOutAt: try day.map { try TestKnowledge.day($0).start }, state: day == nil ? .unknown : .known,
            because: [])
    }

    @Test func endedCoverageWithShortSupplyIsRaisedWithOptions() throws {
        let harness = try begin()
        #expect(try harness.deliver(supply(until: "2026-03-10"), on: supplies, about: patient).alerts.isEmpty)
        let alerts = try harness.deliver(coverage(until: "2026-02-28"), on: coverages, about: patient).alerts
        #expect(alerts.map(\.change) == [.raised])
        let alert = try #require(alerts.first?.alert)
        #expect(alert.kind == .affordability)
        #expect(alert.alertId == "cost-assistance:affordability:p-1")
        #expect(alert.options?.first?.programId == "discount-card")
        #expect(alert.options?.contains { $0.because != nil || $0.missing != nil } == false)
    }

    @Test func bothOrdersOfFactsEndInTheSameAlert() throws {
        let (one, other) = (try begin(), try begin())
        _ = try one.deliver(supply(until: "2026-03-10"), on: supplies, about: patient)
        let first = try one.deliver(coverage(until: "2026-02-28"), on: coverages, about: patient).alerts
        _ = try other.deliver(coverage(until: "2026-02-28"), on: coverages, about: patient)
        let second = try other.deliver(supply(until: "2026-03-10"), on: supplies, about: patient).alerts
        #expect(try first.first?.substance() == second.first?.substance())
        #expect(first.count == 1)
    }

    @Test func theAlertCarriesNothingOfIncomeOrHousehold() throws {
        let harness = try begin()
        _ = try harness.deliver(coverage(until: "2026-02-28"), on: coverages, about: patient)
        let alert = try #require(
            try harness.deliver(supply(until: "2026-03-10"), on: supplies, about: patient).alerts.first)
        let json = String(decoding: try alert.encode(), as: UTF8.self)
        for word in ["householdSize", "householdMembers", "annualIncome", "incomeItems", "\"because\"", "\"missing\""] {
            #expect(!json.contains(word), "\(word)")
        }
    }

    @Test func enoughSupplyOrStandingCoverageIsNoAlert() throws {
        let harness = try begin()
        #expect(try harness.deliver(coverage(until: "2026-02-28"), on: coverages, about: patient).alerts.isEmpty)
        #expect(try harness.deliver(supply(until: "2026-06-01"), on: supplies, about: patient).alerts.isEmpty)
        #expect(try harness.deliver(supply(until: nil), on: supplies, about: patient).alerts.isEmpty)
    }

    @Test func insuranceNobodyToldOfIsUnknownAndNoAlert() throws {
        #expect(try begin().deliver(supply(until: "2026-03-02"), on: supplies, about: patient).alerts.isEmpty)
    }

    @Test func timeAloneRaisesItOnTheDay() throws {
        let harness = try begin()
        _ = try harness.deliver(coverage(until: "2026-03-20"), on: coverages, about: patient)
        _ = try harness.deliver(supply(until: "2026-04-10"), on: supplies, about: patient)
        #expect(try harness.advance(to: TestKnowledge.day("2026-03-26").start + .hours(23)).alerts.isEmpty)
        #expect(try harness.advance(to: TestKnowledge.day("2026-03-27").start).alerts.map(\.change) == [.raised])
    }

    @Test func theLastCoveredDayIsStillCovered() throws {
        let harness = try begin()
        _ = try harness.deliver(supply(until: "2026-03-10"), on: supplies, about: patient)
        #expect(try harness.deliver(coverage(until: "2026-03-01"), on: coverages, about: patient).alerts.isEmpty)
        #expect(try harness.advance(to: TestKnowledge.day("2026-03-02").start).alerts.map(\.change) == [.raised])
    }

    @Test func coverageThatReturnsResolvesIt() throws {
        let harness = try begin()
        _ = try harness.deliver(supply(until: "2026-03-10"), on: supplies, about: patient)
        _ = try harness.deliver(coverage(active: false, until: nil), on: coverages, about: patient)
        let ended = try harness.deliver(coverage(until: nil), on: coverages, about: patient).alerts
        #expect(ended.map(\.change) == [.resolved])
        #expect(ended.first?.alert.resolution?.reason == "coverage-returned")
    }

    @Test func newSupplyResolvesIt() throws {
        let harness = try begin()
        _ = try harness.deliver(supply(until: "2026-03-10"), on: supplies, about: patient)
        _ = try harness.deliver(coverage(active: false, until: nil), on: coverages, about: patient)
        let ended = try harness.deliver(supply(until: "2026-05-10"), on: supplies, about: patient).alerts
        #expect(ended.first?.alert.resolution?.reason == "supply-sufficient")
    }

    @Test func nothingIsRaisedAboutTheDead() throws {
        let harness = try begin()
        _ = try harness.deliver(supply(until: "2026-03-10"), on: supplies, about: patient)
        _ = try harness.deliver(coverage(active: false, until: nil), on: coverages, about: patient)
        let died = PatientEvent(patientId: patient, change: .died, isDeceased: true)
        let ended = try harness.deliver(died, on: patients, about: patient).alerts
        #expect(ended.first?.alert.resolution?.reason == "patient-died")
    }

    @Test func anAnswerIsTakenAndOthersAlertsAreNot() throws {
        let harness = try begin()
        _ = try harness.deliver(supply(until: "2026-03-10"), on: supplies, about: patient)
        _ = try harness.deliver(coverage(active: false, until: nil), on: coverages, about: patient)
        func answer(_ id: AlertID) throws -> [AlertEvent] {
            let response = AlertResponse(
                responseId: "r-\(id.rawValue)", alertId: id, alertRevision: 1, patientId: patient,
                action: .acknowledged, by: .init(id: "ph-1", role: "pharmacist"), at: harness.now)
            return try harness.deliver(response, on: .alertResponses, about: patient).alerts
        }
        #expect(try answer("interaction-check:affordability:p-1").isEmpty)
        let taken = try answer("cost-assistance:affordability:p-1")
        #expect(taken.map(\.alert.status) == [.acknowledged])
    }

    @Test func fewerDaysInTheRulesMoveTheDay() throws {
        let strict = try TestKnowledge.changed("parameters/house.yaml", "value: 14", "value: 3")
        let harness = try begin("2026-03-01", strict)
        _ = try harness.deliver(supply(until: "2026-03-10"), on: supplies, about: patient)
        #expect(
            try harness.deliver(coverage(active: false, until: nil), on: coverages, about: patient).alerts.isEmpty)
        #expect(try harness.advance(to: TestKnowledge.day("2026-03-07").start).alerts.count == 1)
    }
}
