import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import CostAssistance

/// A pharmacy's claim that the insurer refuses: who else may pay, until somebody does.
@Suite struct ClaimTests {
    private let harness: HandlerHarness
    private let patient: PatientID = "p-1"
    private let begin: CalendarDay
    private let baclofen = Medication(
        text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292",
        ingredients: [Ingredient(name: "baclofen", rxNormCode: "1292")])

    init() throws {
        begin = try TestKnowledge.day("2026-03-01")
        harness = try HandlerHarness(
            CostAssistanceService.define(TestKnowledge.shipped()), startingAt: begin.start + .hours(9))
    }

    private func answer(
        _ id: ResourceID = "cr-1", _ verdict: ClaimEvent.Verdict = .rejected,
        _ reasons: ClaimReason.Kind..., order: OrderID? = "o-1", medicine: Medication?? = nil,
        use: ClaimEvent.Use = .claim, status: FactStatus = .recorded, at moment: Instant? = nil
    ) throws -> [AlertEvent] {
        let event = ClaimEvent(
            answerId: id, patientId: patient, status: status, use: use, orderId: order,
            answeredAt: moment ?? harness.now,
            lines: [
                .init(
                    medication: medicine ?? .some(baclofen), verdict: verdict, reasons: reasons.map { ClaimReason($0) })
            ])
        return try harness.deliver(event, on: Topic(.prescribingEvents), about: patient).alerts
    }

    private func supply(days: Int?, dose: Double? = 30) throws -> [AlertEvent] {
        let event = SupplyProjection(
            patientId: patient, medication: baclofen, dailyDoseMilligrams: dose,
            runOutAt: days.map { begin.adding(days: $0).start }, state: days == nil ? .unknown : .known, because: [])
        return try harness.deliver(event, on: Topic(.withdrawalEvents), about: patient).alerts
    }

    private func dispense(
        _ id: DispenseID = "d-1", at moment: Instant, order: OrderID? = nil, status: FactStatus = .recorded
    ) throws -> [AlertEvent] {
        let event = DispenseEvent(
            dispenseId: id, patientId: patient, status: status, orderId: order, medication: baclofen,
            handedOverAt: moment)
        return try harness.deliver(event, on: Topic(.prescribingEvents), about: patient).alerts
    }

    @Test func aRefusedClaimIsAnAlertWithWhoElseMayPay() throws {
        let raised = try answer("cr-1", .rejected, .notCovered)
        #expect(raised.map(\.change) == [.raised])
        let alert = try #require(raised.first?.alert)
        #expect(alert.kind == .affordability && !alert.interruptive)
        #expect(alert.summary == "Baclofen 10 mg tablet: the insurer does not pay (the medicine is not covered)")
        #expect(alert.factors == ["claim refused on 2026-03-01"])
        #expect(alert.options?.contains { $0.kind == "bridge-supply" } == true)
        #expect(alert.options?.allSatisfy { $0.because == nil && $0.missing == nil } == true)
        #expect(alert.management.contains { $0.contains("discount card today") })
    }

    @Test(arguments: [
        ClaimReason.Kind.fillTooSoon, .quantityLimit, .daysSupplyLimitation, .planLimit, .pharmacyRestriction,
        .productDiscontinued, .safetyReview, .notProcessed,
    ])
    func whatMoneyDoesNotHelpIsNoAffordabilityAlert(kind: ClaimReason.Kind) throws {
        #expect(try answer("cr-1", .rejected, kind).isEmpty)
        #expect(try answer("cr-2", .rejected, kind, .notCovered).count == 1)
    }

    @Test func aForecastAnUnclearAnswerAndAnotherMedicineAreNone() throws {
        #expect(try answer("cr-1", .rejected, .notCovered, use: .predetermination).isEmpty)
        #expect(try answer("cr-2", .unclear, .unrecognized).isEmpty)
        let other = Medication(text: "Oxycodone 5 mg", ingredients: [Ingredient(name: "oxycodone", rxNormCode: "7804")])
        #expect(try answer("cr-3", .rejected, .notCovered, medicine: other).isEmpty)
        #expect(try answer("cr-4", .rejected, .notCovered, use: .preauthorization).count == 1)
    }

    @Test func aMedicineThatIsNotToldCountsWhereBaclofenIsTaken() throws {
        #expect(try answer("cr-1", .rejected, .notCovered, medicine: .some(nil)).isEmpty)
        #expect(try supply(days: 60).map(\.change) == [.raised])
    }

    @Test func authorizationThatIsPendingOpensMedicaidsSeventyTwoHours() throws {
        let alert = try #require(try answer("cr-1", .rejected, .priorAuthorization).first?.alert)
        let other = try #require(try answer("cr-2", .rejected, .notCovered, at: harness.now + .hours(1)).first?.alert)
        #expect(alert.options?.contains { $0.programId == "medicaid-72-hour-supply" } == true)
        #expect(other.factors.count == 1 && other.options != nil)
    }

    @Test func aLaterPaymentClosesItAndAnEarlierOneDoesNot() throws {
        #expect(try answer("cr-1", .rejected, .notCovered).count == 1)
        #expect(try answer("cr-0", .accepted, at: harness.now - .hours(1)).isEmpty)
        #expect(try answer("cr-2", .accepted, use: .preauthorization, at: harness.now + .hours(1)).isEmpty)
        let closed = try answer("cr-3", .accepted, at: harness.now + .hours(2))
        #expect(closed.first?.alert.resolution?.reason == "claim-accepted")
    }

    @Test func whatWasHandedOverClosesItWheneverItIsHeardOf() throws {
        #expect(try dispense(at: harness.now + .hours(1)).isEmpty)
        #expect(try answer("cr-1", .rejected, .notCovered, at: harness.now).isEmpty)
        let open = try dispense(at: harness.now + .hours(1), status: .retracted)
        #expect(open.map(\.change) == [.raised])
        #expect(try dispense("d-2", at: harness.now + .hours(1), order: "o-2").isEmpty, "another strength")
        let closed = try dispense("d-3", at: harness.now + .hours(1), order: "o-1")
        #expect(closed.first?.alert.resolution?.reason == "handed-over")
    }

    @Test func aRefusalThatIsTakenBackClosesIt() throws {
        _ = try answer("cr-1", .rejected, .notCovered)
        let closed = try answer("cr-1", .rejected, .notCovered, status: .retracted)
        #expect(closed.first?.alert.resolution?.reason == "claim-retracted")
        #expect(try answer("cr-9", .rejected, .notCovered, status: .retracted).isEmpty)
    }

    @Test func whoTakesNoBaclofenNeedsNoneOfItPaid() throws {
        _ = try supply(days: 60)
        _ = try answer("cr-1", .rejected, .notCovered)
        let closed = try supply(days: nil, dose: 0)
        #expect(closed.first?.alert.resolution?.reason == "not-taken")
        #expect(try supply(days: nil, dose: nil).map(\.change) == [.raised], "not known is not none")
    }

    @Test func nothingMoreHeardOfItEndsItOnTheDay() throws {
        let refused = harness.now
        _ = try answer("cr-1", .rejected, .notCovered)
        #expect(try harness.advance(to: refused + .days(30) - .minutes(1)).alerts.isEmpty)
        let closed = try harness.advance(to: refused + .days(30)).alerts
        #expect(closed.first?.alert.resolution?.reason == "claim-aged")
    }

    @Test func aRefusalIsOneCauseAmongOthers() throws {
        _ = try answer("cr-1", .rejected, .patientNotCovered)
        _ = try supply(days: 5)
        let coverage = CoverageEvent(coverageId: "c-1", patientId: patient, isActive: false)
        let both = try harness.deliver(coverage, on: Topic(.prescribingEvents), about: patient).alerts
        #expect(both.map(\.change) == [.updated])
        #expect(both.first?.alert.factors.count == 3)
        let paid = try answer("cr-2", .accepted, at: harness.now + .hours(1))
        #expect(paid.map(\.change) == [.updated], "the insurance has ended all the same")
        #expect(paid.first?.alert.factors.count == 2)
    }

    @Test func aReasonNobodyAsksForIsRefusedWithItsLine() throws {
        #expect(throws: (any Error).self) {
            try TestKnowledge.changed("affordability.yaml", "answers-yes: prior-auth", "answers-yes: no-such-auth")
        }
        #expect(throws: (any Error).self) {
            try TestKnowledge.changed("affordability.yaml", "reason: step-therapy", "reason: prior-auth")
        }
    }
}
