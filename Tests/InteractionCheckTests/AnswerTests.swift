import EventContracts
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import InteractionCheck

/// How long an answer holds. What each reason stands on is written down here by hand, beside what then changes.
@Suite struct AnswerTests {
    /// What happens to the patient after the answer.
    enum Change: String, Sendable {
        case anotherOpioid, opioidOrderedAnew, moreBaclofen, lessBaclofen, worseKidneys, fall, noFall, anotherStay,
            anotherPrescriber, newRules, renewalAsBefore, anHour, fourHours, aDay, nothing
    }

    private static let opioid: AlertID = "interaction-check:baclofen-opioid:patient-1"

    @Test(
        arguments: [
            ("risk-benefit-ratio", Change.worseKidneys, true), ("risk-benefit-ratio", .anotherStay, false),
            ("mitigate-risk-negative-outcome", .anotherStay, true),
            ("mitigate-risk-negative-outcome", .worseKidneys, false),
            ("patient-ineligible", .opioidOrderedAnew, true), ("patient-ineligible", .fall, false),
            ("indication-order-exists", .anotherPrescriber, true), ("indication-order-exists", .moreBaclofen, false),
            ("action-completed", .opioidOrderedAnew, true), ("action-completed", .fall, false),
            ("action-performed-no-adverse-effect", .moreBaclofen, true),
            ("action-performed-no-adverse-effect", .fall, true),
            ("action-performed-no-adverse-effect", .lessBaclofen, false),
            ("action-performed-no-adverse-effect", .noFall, false),
            ("action-unsuccessful", .fall, true), ("action-unsuccessful", .anotherStay, false),
            ("need-more-info", .aDay, true), ("need-more-info", .fourHours, false),
            ("does-not-align-latest-evidence", .newRules, true),
            ("does-not-align-latest-evidence", .moreBaclofen, false),
            ("expert-contradicts", .anotherPrescriber, true), ("expert-contradicts", .newRules, false),
            ("policy-contradicts", .newRules, true), ("policy-contradicts", .fall, false),
            ("patient-contraindication", .worseKidneys, true), ("patient-contraindication", .anotherStay, false),
            ("prefers-alternative", .moreBaclofen, true), ("prefers-alternative", .worseKidneys, false),
            ("patient-refuses", .anotherStay, true), ("patient-refuses", .anotherPrescriber, false),
            ("recipient-does-not-understand", .anotherPrescriber, true),
            ("recipient-does-not-understand", .moreBaclofen, false),
            ("inappropriate-recipient", .anHour, true), ("inappropriate-recipient", .moreBaclofen, false),
            ("wrong-time-workflow", .aDay, true), ("wrong-time-workflow", .fourHours, false),
            ("limited-time", .fourHours, true), ("limited-time", .anHour, false),
            ("service-not-available", .anotherStay, true), ("service-not-available", .aDay, false),
            ("too-costly-uncovered", .opioidOrderedAnew, true), ("too-costly-uncovered", .fall, false),
            ("risk-benefit-ratio", .renewalAsBefore, false), ("a-reason-nobody-knows", .anotherPrescriber, true),
            ("risk-benefit-ratio", .anotherOpioid, true), ("policy-contradicts", .anotherOpioid, true),
            ("limited-time", .nothing, false),
        ])
    func anAnswerHoldsAsLongAsWhatItStandsOn(_ reason: String, _ change: Change, reopens: Bool) throws {
        let patient = try Patient()
        try patient.answer(reason)
        #expect(try patient.alert.status == .overridden)
        try patient.undergo(change)
        let alert = try patient.alert
        #expect(alert.status == (reopens ? .open : .overridden))
        #expect((alert.reopenedFor?.isEmpty == false) == reopens)
        #expect((alert.answer == nil) == reopens)
    }

    @Test func everyReasonThatPeopleCanGiveIsWrittenDown() throws {
        let reasons = try TestKnowledge.standard.answering.reasons
        #expect(reasons.count == 20)
        #expect(reasons.values.allSatisfy { $0.reopensOn.contains(.medicineAdded) })
    }

    @Test func theNextAnswerClearsWhyItWasOpen() throws {
        let patient = try Patient()
        try patient.answer("prefers-alternative")
        try patient.undergo(.moreBaclofen)
        #expect(try patient.alert.reopenedFor == ["baclofen rose from 30 to 40 mg/day"])
        try patient.answer("prefers-alternative")
        #expect(try patient.alert.status == .overridden)
        #expect(try patient.alert.reopenedFor == nil)
    }

    @Test func anAnswerGivenBeforeTheFactAndReadAfterItDoesNotClose() throws {
        let patient = try Patient()
        let seen = try patient.alert.updatedAt
        try patient.undergo(.moreBaclofen)
        try patient.answer("prefers-alternative", seenAt: seen)
        #expect(try patient.alert.status == .open)
        // Its reason does not stand on the dose: it holds.
        try patient.answer("indication-order-exists", seenAt: seen)
        #expect(try patient.alert.status == .overridden)
    }

    @Test func aPutOffAlertComesBackOnceAndAnAnswerGivenSinceHasAnEndOfItsOwn() throws {
        let patient = try Patient()
        try patient.answer("limited-time")
        try patient.harness.harness.advance(to: patient.harness.harness.now + .hours(2))
        try patient.answer("need-more-info")
        try patient.harness.harness.advance(to: patient.harness.harness.now + .hours(3))
        #expect(try patient.alert.status == .overridden)
        try patient.harness.harness.advance(to: patient.harness.harness.now + .hours(22))
        #expect(try patient.alert.status == .open)
        let after = try patient.harness.harness.advance(to: patient.harness.harness.now + .days(3))
        #expect(!after.alerts.contains { $0.change == .updated })
    }

    @Test func aClockThatRunsAheadPutsOffForNoLonger() throws {
        let patient = try Patient()
        try patient.answer("limited-time", ahead: .days(400))
        try patient.undergo(.fourHours)
        #expect(try patient.alert.status == .open)
    }

    /// A patient with baclofen and a long-standing opioid, in a stay.
    private final class Patient {
        let harness: PatientHarness
        /// The book after a judgement by other rules, which no store keeps.
        private var judgedAnew: AlertBook?

        init() throws {
            harness = try PatientHarness()
            try harness.deliver(
                ObservationEvent(
                    observationId: "e-0", patientId: harness.patient, kind: .estimatedGFR, value: 90,
                    observedAt: TestPatient.now - .days(2)))
            try order("o-1", "baclofen 10 mg tablet", 30)
            try order("o-2", "oxycodone 5 mg tablet", 10)
        }

        var alert: Alert {
            get throws {
                let open = try judgedAnew?.open ?? harness.open
                return try #require(open.first { $0.alertId == AnswerTests.opioid })
            }
        }

        func order(
            _ id: OrderID, _ text: String, _ milligrams: Double, revision: Int = 1, encounter: EncounterID = "stay-1",
            prescriber: PractitionerID = "doctor-1"
        ) throws {
            try harness.order(
                id, text, revision: revision, milligramsPerDay: milligrams, after: .minutes(1), encounter: encounter,
                prescriber: prescriber)
        }

        func answer(_ reason: String, seenAt: Instant? = nil, ahead: Span = .zero) throws {
            let response = AlertResponse(
                responseId: UUID().uuidString, alertId: AnswerTests.opioid, alertRevision: 1, action: .overridden,
                reason: .init(code: reason), by: .init(id: "pharmacist-1", role: "pharmacist"),
                at: harness.harness.now + ahead, seenAt: try seenAt ?? alert.updatedAt)
            try harness.deliver(response, on: .alertResponses)
        }

        func undergo(_ change: Change) throws {
            switch change {
            case .anotherOpioid: try order("o-3", "morphine 10 mg tablet", 20)
            case .opioidOrderedAnew:
                try harness.order("o-2", "oxycodone 5 mg tablet", .stopped, revision: 2)
                try order("o-3", "oxycodone 5 mg tablet", 10)
            case .moreBaclofen: try order("o-1", "baclofen 10 mg tablet", 40, revision: 2)
            case .lessBaclofen: try order("o-1", "baclofen 10 mg tablet", 20, revision: 2)
            case .worseKidneys: try observe(.estimatedGFR, 45)
            case .fall: try observe(.fall, 1)
            case .noFall: try observe(.fall, 0)
            case .anotherStay: try order("o-2", "oxycodone 5 mg tablet", 10, revision: 2, encounter: "stay-2")
            case .anotherPrescriber: try order("o-2", "oxycodone 5 mg tablet", 10, revision: 2, prescriber: "doctor-2")
            case .newRules: try newRules()
            case .renewalAsBefore: try order("o-2", "oxycodone 5 mg tablet", 10, revision: 2)
            case .anHour: try harness.harness.advance(to: harness.harness.now + .minutes(61))
            case .fourHours: try harness.harness.advance(to: harness.harness.now + .hours(4))
            case .aDay: try harness.harness.advance(to: harness.harness.now + .hours(24))
            case .nothing: break
            }
        }

        private func observe(_ kind: ObservationEvent.Kind, _ value: Double) throws {
            try harness.harness.advance(to: harness.harness.now + .minutes(1))
            try harness.deliver(
                ObservationEvent(
                    observationId: "e-1", patientId: harness.patient, kind: kind, value: value,
                    observedAt: harness.harness.now))
        }

        /// As a restart with other rules judges.
        private func newRules() throws {
            var knowledge = try TestKnowledge.standard
            knowledge.rules = knowledge.rules.map { rule in
                var rule = rule
                rule.reference = RuleReference(
                    id: rule.id, version: "2027-01-01", evidence: rule.reference.evidence,
                    citations: rule.reference.citations)
                return rule
            }
            let profile = try #require(try harness.profile)
            let decision = ProfileJudgement.judge(
                profile, before: profile, knowledge, asOf: harness.harness.now + .minutes(1), because: .knowledge)
            if case .save(let judged) = decision.change { judgedAnew = judged.alerts }
        }
    }
}
