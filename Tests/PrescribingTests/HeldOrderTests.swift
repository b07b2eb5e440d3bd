import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

@Suite struct HeldOrderTests {
    private let hold = "prescribing:baclofen-dose-not-understood:o-1"

    private func held() throws -> HospitalHarness {
        let harness = try HospitalHarness()
        #expect(try harness.send(Hospital.order(perDay: nil)).orders.last?.status == .held)
        return harness
    }

    @Test func heldOrderEscalatesBeforeItsNextDoseAFewTimes() throws {
        let harness = try held()
        #expect(try harness.service.advance(to: noon + .hours(8) - .milliseconds(1)).isEmpty)
        var levels: [Int] = []
        for hour in [8.0, 9, 10, 11, 12] {
            levels += try harness.service.advance(to: noon + .hours(hour)).alerts.map(\.alert.escalationLevel)
        }
        #expect(levels == [1, 2, 3])
    }

    @Test func overrideReleasesAndReopeningHoldsAgain() throws {
        let harness = try held()
        let released = try harness.answer(hold, .overridden)
        #expect(released.orders.map(\.status) == [.released])
        #expect(released.alerts.last { $0.alert.alertId.rawValue == hold }?.alert.status == .overridden)
        #expect(try harness.service.advance(to: noon + .days(1)).isEmpty)
        let reopened = try harness.answer(hold, .reopened, id: "r-2")
        #expect(reopened.orders.map(\.status) == [.held])
        #expect(!(try harness.service.advance(to: noon + .days(2)).alerts.isEmpty))
    }

    @Test func takingAnEarlierAnswerBackDoesNotHoldAgainWhatSomebodyReleased() throws {
        let harness = try held()
        try harness.answer(hold, .acknowledged)
        #expect(try harness.answer(hold, .overridden, id: "r-2").orders.map(\.status) == [.released])
        let undone = try harness.answer(hold, .reopened, id: "r-3", takesBack: "r-1")
        #expect(undone.orders.isEmpty && undone.alerts.isEmpty)
    }

    @Test func acknowledgementAloneDoesNotRelease() throws {
        let published = try held().answer(hold, .acknowledged)
        #expect(published.orders.isEmpty)
        #expect(published.alerts.map(\.alert.status) == [.acknowledged])
    }

    @Test func overrideDoesNotCoverAnotherDose() throws {
        let harness = try held()
        try harness.answer(hold, .overridden)
        let amended = try harness.send(Hospital.order(version: 2, milligrams: 10, perDay: nil))
        #expect(amended.orders.last?.status == .held)
        #expect(amended.alerts.filter { $0.alert.alertId.rawValue == hold }.map(\.change) == [.resolved, .raised])
    }

    @Test func noAnswerCoversAnotherDose() throws {
        let harness = try HospitalHarness()
        let prior = "\"priorPrescription\":{\"reference\":\"MedicationRequest/o-0\"},"
        try harness.send(Hospital.order(milligrams: 30, more: prior))
        try harness.answer("prescribing:baclofen-daily-ceiling:o-1", .overridden)
        try harness.answer("prescribing:baclofen-single-dose:o-1", .acknowledged, id: "r-2")
        let amended = try harness.send(Hospital.order(version: 2, milligrams: 40, perDay: 4, more: prior))
        #expect(amended.alert("baclofen-daily-ceiling")?.alert.status == .open)
        #expect(amended.alert("baclofen-single-dose")?.alert.status == .open)
        #expect(amended.alert("baclofen-daily-ceiling")?.alert.answer == nil)
    }

    @Test func acknowledgedHoldComesBackAtItsNextDoseAndAfterEveryFurtherOne() throws {
        let harness = try held()
        for (turn, hour) in [8.0, 9, 10, 11, 12].enumerated() {
            try harness.answer(hold, .acknowledged, id: "r-\(turn)")
            let alerts = try harness.service.advance(to: noon + .hours(hour)).alerts
            #expect(alerts.map(\.alert.status) == [.open], "hour \(hour)")
            #expect(alerts.map(\.alert.escalationLevel) == [turn + 1])
        }
    }

    @Test func belowThirtyOneOverrideReleasesNoMoreThanFifteenMilligrams() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.history)
        try harness.send(Hospital.observation("ob-1", value: 29))
        #expect(try harness.send(Hospital.order(milligrams: 10)).orders.last?.status == .held)
        #expect(try harness.answer("prescribing:baclofen-renal-below-30:o-1", .overridden).orders.isEmpty)
        #expect(try harness.send(Hospital.order(version: 2, milligrams: 5)).orders.last?.status == .held)
        let released = try harness.answer("prescribing:baclofen-renal-below-30:o-1", .overridden, id: "r-2")
        #expect(released.orders.last?.status == .released)
    }

    @Test func answersToOtherServicesAlertsAreNotOurs() throws {
        #expect(try held().answer("interaction-check:x", .overridden).isEmpty)
    }

    @Test func startToComeIsTheNextDose() throws {
        let harness = try HospitalHarness()
        let later = Hospital.order(perDay: nil).replacing(
            "\"dosageInstruction\"",
            "\"dispenseRequest\":{\"validityPeriod\":{\"start\":\"2030-01-01T08:00:00Z\"}},\"dosageInstruction\"")
        let published = try harness.send(later)
        #expect(published.orders.last?.nextDoseAt == Instant("2030-01-01T08:00:00Z"))
    }

    @Test func everyRouteThroughTheStatesIsNamed() {
        func next(
            _ hospital: OrderFact.Status, _ verdict: DoseRule.Disposition, released: Bool = false,
            amended: Bool = false,
            _ previous: OrderEvent.Status?
        ) -> OrderEvent.Status {
            OrderLife.next(
                .init(
                    hospital: hospital, verdict: verdict, isReleased: released, isAmended: amended, previous: previous))
        }
        #expect(next(.active, .alert, nil) == .accepted)
        #expect(next(.draft, .alert, nil) == .accepted)
        #expect(next(.active, .hold, nil) == .held)
        #expect(next(.active, .reject, nil) == .rejected)
        #expect(next(.active, .alert, .held) == .accepted)
        #expect(next(.active, .alert, amended: true, .accepted) == .amended)
        #expect(next(.active, .alert, .amended) == .amended)
        #expect(next(.active, .hold, released: true, .held) == .released)
        #expect(next(.active, .hold, .released) == .held)
        #expect(next(.onHold, .alert, .accepted) == .held)
        #expect(next(.active, .alert, .stopped) == .accepted)
        #expect(next(.stopped, .hold, .held) == .stopped)
        #expect(next(.enteredInError, .alert, .completed) == .retracted)
    }
}
