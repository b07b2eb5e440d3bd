import EventContracts
import MedicationDomain
import Testing

@testable import ServiceRuntime

/// What is counted of alerts, and with which labels.
@Suite struct AlertMeasureTests {
    private func alert(_ answer: AlertResponse? = nil) -> Alert {
        Alert(
            alertId: "interaction-check:r:p", patientId: somebody, kind: .interaction, severity: .major,
            interruptive: true, summary: "s", detail: "d",
            rule: RuleReference(id: "r", version: "1", evidence: .house, citations: []), raisedAt: t0,
            updatedAt: t0 + .minutes(10), answer: answer.map { Alert.Answer($0) })
    }

    private func response(_ action: AlertResponse.Action, _ code: String?) -> AlertResponse {
        AlertResponse(
            responseId: "x", alertId: "interaction-check:r:p", alertRevision: 1, action: action,
            reason: code.map { AlertResponse.Reason(code: $0) },
            by: AlertResponse.Actor(id: "someone", role: "pharmacist"), at: t0 + .minutes(25))
    }

    @Test func raisingEscalatingAndEndingAreCountedAsWhatTheyAre() throws {
        let cause: EventType = "org.titrate.prescription.accepted.v1"
        let happenings: [(AlertEvent.Change, AlertMeasure.Happening)] = [
            (.raised, .raised), (.updated, .updated), (.escalated, .escalated), (.resolved, .resolved),
        ]
        for (change, happening) in happenings {
            let measure = try #require(AlertMeasure(AlertEvent(change, alert()), because: cause))
            #expect(measure.happening == happening)
            #expect(measure.rule == "r")
            #expect(measure.isInterruptive)
        }
    }

    @Test func answerIsCountedOnceWithItsReasonAndTime() throws {
        let event = AlertEvent(.updated, alert(response(.overridden, "limited-time")))
        let measure = try #require(AlertMeasure(event, because: "org.titrate.alert.overridden.v1"))
        #expect(measure.happening == .answered(.overridden, reason: "limited-time", after: .minutes(15)))
        // A later fact about an answered alert, or its handing on, is no second answer.
        for cause: EventType in ["org.titrate.prescription.amended.v1", "org.titrate.alert.assigned.v1"] {
            #expect(AlertMeasure(event, because: cause)?.happening == .updated)
        }
    }

    @Test func whatIsNoCodeIsNoLabel() {
        #expect(AlertResponse.Reason.label(.init(code: "risk-benefit-ratio")) == "risk-benefit-ratio")
        #expect(AlertResponse.Reason.label(nil) == "none")
        for text in ["Mrs Invented, born 1950", "UPPER", "a\nb", String(repeating: "a", count: 49), "ü"] {
            #expect(AlertResponse.Reason.label(.init(code: text)) == "other")
        }
    }

    @Test func otherPayloadsAreNoAlerts() {
        #expect(AlertMeasure(order("o"), because: "org.titrate.prescription.accepted.v1") == nil)
    }
}
