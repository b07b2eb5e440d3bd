import EventContracts
import EventLog
import Foundation
import MedicationDomain
import Synchronization

/// Hears everything the suite says during the demonstration, and remembers the last word on each finding.
final class DemoAudience: Sendable {
    struct Heard: Sendable {
        var alerts: [AlertID: Alert] = [:]
        var everRaised: Set<AlertID> = []
        var services: [AlertID: ServiceName] = [:]
        var projections: Set<PatientID> = []
        var answers: [String: AssistanceDetermination] = [:]
        var deadLetters: [String] = []
        var announcements = 0
    }
    private let heard = Mutex(Heard())

    var snapshot: Heard { heard.withLock { $0 } }

    /// Takes in a record; returns the alert change a person should see, if it is one.
    func hear(_ record: Record) -> AlertEvent? {
        if record.topic.rawValue.hasSuffix(".dead-letters.v1") {
            heard.withLock { $0.deadLetters.append(record.message.header("x-error-code") ?? "unknown") }
            return nil
        }
        guard let event = try? CloudEvent(record.message), let data = event.data else { return nil }
        if AlertEvent.types.contains(event.type), let change = try? AlertEvent.decode(data, type: event.type) {
            heard.withLock { heard in
                heard.announcements += 1
                heard.alerts[change.alert.alertId] = change.alert
                heard.everRaised.insert(change.alert.alertId)
                heard.services[change.alert.alertId] = ServiceName.allCases.first {
                    record.topic == .alerts(of: $0)
                }
            }
            return change
        }
        heard.withLock { heard in
            heard.announcements += 1
            if SupplyProjection.types.contains(event.type),
                let supply = try? SupplyProjection.decode(data, type: event.type)
            {
                heard.projections.insert(supply.patientId)
            } else if AssistanceDetermination.types.contains(event.type), let id = event.correlationID,
                let answer = try? AssistanceDetermination.decode(data, type: event.type)
            {
                heard.answers[id] = answer
            }
        }
        return nil
    }
}

/// Compares what was heard with what the day must lead to.
struct DemoReview {
    let day: SampleDay
    let heard: DemoAudience.Heard

    /// What is missing, in words; empty when the day came out as it must.
    var missing: [String] {
        var missing = day.expectations.filter { !isMet($0) }.map {
            "\($0.what): no \($0.kind.rawValue) alert as expected"
        }
        let disturbed = heard.alerts.values.filter {
            day.finePatients.contains($0.patientId) && $0.status != .resolved && $0.interruptive
        }
        missing += disturbed.map { "a fine patient interrupts somebody: \($0.kind.rawValue), \($0.rule.id)" }
        if heard.deadLetters.count < day.brokenCount {
            missing.append("\(day.brokenCount) broken records, \(heard.deadLetters.count) dead letters")
        }
        if heard.answers.count < day.questions.count {
            missing.append("\(day.questions.count) assistance questions, \(heard.answers.count) answers")
        }
        if heard.projections.count < day.finePatients.count {
            missing.append("\(day.finePatients.count) patients with tablets, \(heard.projections.count) projections")
        }
        return missing
    }

    private func isMet(_ expectation: SampleDay.Expectation) -> Bool {
        heard.alerts.values.contains { alert in
            guard alert.patientId == expectation.patient, alert.kind == expectation.kind,
                heard.services[alert.alertId] == expectation.service
            else { return false }
            if expectation.isResolved { return alert.status == .resolved }
            // A stop is only an alert once its settle window is over.
            guard alert.status != .resolved, alert.status != .provisional else { return false }
            return expectation.severity.map { alert.severity == $0 } ?? true
        }
    }
}
