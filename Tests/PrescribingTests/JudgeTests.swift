import EventContracts
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

@Suite struct JudgeTests {
    @Test func soundOrderIsAcceptedWithItsDose() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.patient())
        try harness.send(Hospital.observation("ob-1", value: 95))
        let published = try harness.send(Hospital.order())
        let order = try #require(published.orders.first)
        #expect(order.status == .accepted)
        #expect(order.dailyDoseMilligrams == 15)
        #expect(order.therapyContext == .unknown)
        #expect(order.checks.checked == ["age", "dose", "pregnancy", "renal-dose", "response", "weight"])
        #expect(published.alerts.allSatisfy { $0.alert.severity == .info })
    }

    @Test func newTherapyAboveTheLimitsIsHeld() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.history)
        let published = try harness.send(Hospital.order(milligrams: 20, perDay: 5))
        #expect(published.orders.first?.status == .held)
        #expect(published.orders.first?.therapyContext == .new)
        let alert = try #require(published.alert("baclofen-daily-ceiling")?.alert)
        #expect(alert.severity == .major)
        #expect(alert.interruptive)
        #expect(alert.nextDoseAt == noon + .hours(4.8))
        #expect(!alert.rule.citations.isEmpty)
    }

    @Test(arguments: [
        ("\"priorPrescription\":{\"reference\":\"MedicationRequest/o-0\"},", TherapyContext.continuing),
        ("\"courseOfTherapyType\":{\"coding\":[{\"code\":\"continuous\"}]},", .unknown),
    ])
    func therapyThatMayBeUnderWayIsNeverHeldForItsDose(_ more: String, _ context: TherapyContext) throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.history)
        let published = try harness.send(Hospital.order(milligrams: 20, perDay: 5, more: more))
        #expect(published.orders.first?.status == .accepted)
        #expect(published.orders.first?.therapyContext == context)
        let alert = try #require(published.alert("baclofen-daily-ceiling")?.alert)
        #expect(alert.management.contains("Verify the home dose; do not stop or cut abruptly."))
    }

    @Test func stoppingAHeldStartAndOrderingItAgainMakesNoTherapy() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.history)
        #expect(try harness.send(Hospital.order(milligrams: 20)).orders.last?.status == .held)
        try harness.send(Hospital.order(version: 2, status: "stopped", milligrams: 20))
        let prior = "\"priorPrescription\":{\"reference\":\"MedicationRequest/o-1\"},"
        let again = try harness.send(Hospital.order("o-2", milligrams: 10, more: prior)).orders.last
        #expect(again?.therapyContext == .new)
        #expect(again?.status == .held)
    }

    @Test func therapyOnceLetThroughStaysUnderWayWhenAnAmendmentIsHeld() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.history)
        #expect(try harness.send(Hospital.order()).orders.last?.status == .accepted)
        #expect(try harness.send(Hospital.order(version: 2, perDay: nil)).orders.last?.status == .held)
        let prior = "\"priorPrescription\":{\"reference\":\"MedicationRequest/o-1\"},"
        let again = try harness.send(Hospital.order("o-2", milligrams: 10, more: prior)).orders.last
        #expect(again?.therapyContext == .continuing)
        #expect(again?.status == .accepted)
    }

    @Test func supplyThatTurnsUpLaterReleasesTheHold() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.history)
        #expect(try harness.send(Hospital.order(milligrams: 20)).orders.last?.status == .held)
        let published = try harness.send(Hospital.dispense())
        #expect(published.orders.last?.status == .accepted)
        #expect(published.orders.last?.therapyContext == .continuing)
        #expect(published.alert("baclofen-starting-dose")?.change == .resolved)
    }

    @Test func unreadableDoseIsHeldAndSaysWhat() throws {
        let harness = try HospitalHarness()
        let published = try harness.send(Hospital.order(perDay: nil))
        #expect(published.orders.first?.status == .held)
        #expect(published.orders.first?.dailyDoseMilligrams == nil)
        let alert = try #require(published.alert("baclofen-dose-not-understood")?.alert)
        #expect(alert.detail.contains("dosageInstruction[0].timing"))
        #expect(alert.checks.notChecked.contains { $0.check == "dose" })
    }

    @Test func whatWasNotLookedAtIsSaid() throws {
        let rules = try loadedKnowledge().policy.rules
        var question = try #require(try Scenarios.named("60 mg a day continuing is quiet")).question
        func omissions() -> [String] {
            DosePolicy.judge(question, by: rules).checks.notChecked.map { "\($0.check): \($0.reason)" }
        }
        let always = [
            "allergy: no allergies are known", "condition: no diagnosis that a rule asks for is known",
            "titration: the dose before this order is not known",
        ]
        #expect(omissions().filter { !$0.contains("for this route") } == always)
        question.patient.age = nil
        #expect(omissions().contains("age: the birth date is not known"))
        question.patient.age = 11
        #expect(omissions().contains("weight: the weight is not known"))
        (question.patient.age, question.order.route) = (18, .rectal)
        let reasons = omissions()
        #expect(reasons.contains("dose: no dose rules for this route"))
        #expect(reasons.contains("renal-dose: no renal rules for this route"))
    }

    @Test func otherMedicinesAreAcceptedAndSaidToBeUnchecked() throws {
        let harness = try HospitalHarness()
        let known = try harness.send(Hospital.order(perDay: nil, medicine: "Oxycodone 5 mg tablet")).orders.first
        #expect(known?.status == .accepted)
        #expect(known?.checks.notChecked.map(\.check).contains("daily-dose") == true)
        let unknown = try harness.send(Hospital.order("o-2", medicine: "Invented remedy")).orders.first
        #expect(unknown?.status == .accepted)
        #expect(unknown?.checks.notChecked.first?.reason == "the medicine was not recognised")
    }

    @Test func lateKidneyValueJudgesAgain() throws {
        let harness = try HospitalHarness()
        try harness.send(
            Hospital.order(milligrams: 20, more: "\"priorPrescription\":{\"reference\":\"MedicationRequest/o-0\"},"))
        let published = try harness.send(Hospital.observation("ob-1", value: 41))
        #expect(published.alert("baclofen-kidney-unknown")?.change == .resolved)
        #expect(published.alert("baclofen-renal-30-60-ceiling")?.change == .raised)
        let retracted = try harness.send(
            Hospital.observation("ob-1", value: 41, status: "entered-in-error", version: 2))
        #expect(retracted.alert("baclofen-renal-30-60-ceiling")?.change == .resolved)
        #expect(retracted.alert("baclofen-kidney-unknown")?.change == .raised)
    }

    @Test func laterStatesFollowTheHospital() throws {
        for (status, expected) in [
            ("on-hold", OrderEvent.Status.held), ("stopped", .stopped), ("cancelled", .stopped),
            ("completed", .completed), ("entered-in-error", .retracted),
        ] {
            let harness = try HospitalHarness()
            #expect(try harness.send(Hospital.order(milligrams: 30)).alerts.isEmpty == false)
            let published = try harness.send(Hospital.order(version: 2, status: status, milligrams: 30))
            #expect(published.orders.last?.status == expected)
            let resolved = published.alerts.filter { $0.change == .resolved && $0.alert.kind != .monitoring }
            #expect(resolved.isEmpty == (status == "on-hold"))
            if status == "entered-in-error" {
                #expect(resolved.first?.alert.resolution?.reason == "order-retracted")
            }
        }
    }

    @Test func sameContentSaysNothingAndNewContentAmends() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.order())
        #expect(try harness.send(Hospital.order()).isEmpty)
        #expect(try harness.send(Hospital.order(version: 2)).isEmpty)
        #expect(try harness.send(Hospital.order(version: 3, milligrams: 4)).orders.map(\.status) == [.amended])
        #expect(try harness.send(Hospital.observation("ob-1", value: 95)).orders.map(\.status) == [.amended])
    }

    @Test func olderVersionHasNoEffectAndReusedIdIsRefused() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.order(version: 2))
        // What it was before is history, and nothing is ordered by it.
        let older = try harness.send(Hospital.order(version: 1, milligrams: 80))
        #expect(older.alerts.allSatisfy { $0.change == .updated })
        #expect(older.orders.allSatisfy { $0.dailyDoseMilligrams == 15 })
        let reused = try harness.send(Hospital.order(version: 2, milligrams: 80))
        #expect(reused.deadLetterCodes == ["id-reused"])
        #expect(reused.orders.isEmpty)
        #expect(try harness.send(Hospital.order("o-2")).orders.count >= 1)
    }

    @Test func orderOfFactsDoesNotMatter() throws {
        let facts = [
            Hospital.patient(born: "1950-01-01"), Hospital.observation("ob-1", value: 41),
            Hospital.observation("ob-2", value: 70, on: "2026-09-01"), Hospital.dispense(),
            Hospital.order(milligrams: 20, perDay: 5), Hospital.order("o-2", milligrams: 30, perDay: 1),
        ]
        func outcome(_ facts: [String]) throws -> ([OrderEvent], [Alert]) {
            let harness = try HospitalHarness()
            var orders: [OrderID: OrderEvent] = [:]
            var alerts: [AlertID: Alert] = [:]
            for fact in facts {
                let published = try harness.send(fact)
                for var order in published.orders {
                    order.revision = 0
                    orders[order.orderId] = order
                }
                for var alert in published.alerts.map(\.alert) {
                    alert.revision = 0
                    alerts[alert.alertId] = alert.status == .resolved ? nil : alert
                }
            }
            return (
                orders.values.sorted { $0.orderId < $1.orderId }, alerts.values.sorted { $0.alertId < $1.alertId }
            )
        }
        let expected = try outcome([Hospital.bundle("collection", facts)])
        #expect(!expected.1.isEmpty)
        for turn in facts.indices {
            let rotated = Array(facts[turn...] + facts[..<turn])
            for order in [rotated, rotated.reversed()] {
                let found = try outcome(order)
                #expect(found.0 == expected.0)
                #expect(found.1 == expected.1)
            }
        }
    }

    /// Most updates of a patient say nothing of death: a new address revives nobody.
    @Test func theDeadStayDeadUntilSomebodySaysTheyLive() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.order(milligrams: 30))
        try harness.send(Hospital.patient(more: "\"deceasedBoolean\":true,"))
        let moved = try harness.send(Hospital.patient(version: 2))
        #expect(moved.alerts.isEmpty)
        let mistaken = try harness.send(Hospital.patient(version: 3, more: "\"deceasedBoolean\":false,"))
        #expect(!mistaken.alerts.isEmpty)
    }

    @Test func deathClosesAlarms() throws {
        let harness = try HospitalHarness()
        try harness.send(Hospital.order(milligrams: 30))
        let published = try harness.send(Hospital.patient(more: "\"deceasedBoolean\":true,"))
        #expect(!published.alerts.isEmpty)
        #expect(published.alerts.allSatisfy { $0.alert.resolution?.reason == "patient-died" })
        #expect(try harness.service.advance(to: noon + .days(2)).isEmpty)
    }
}
