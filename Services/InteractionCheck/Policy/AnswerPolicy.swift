import EventContracts
import MedicationDomain

/// What a person's answer does to an alert, and what becomes of it when an answer that only put off is over.
enum AnswerPolicy {
    /// A person's answer; one that speaks of an alert not yet raised waits for it.
    static func answer(
        _ response: AlertResponse, _ profile: MedicationProfile?, _ knowledge: InteractionKnowledge, asOf now: Instant
    ) -> Decision<ProfileChange> {
        guard response.alertId.isOurs else { return Decision(.unchanged) }
        let id = response.alertId.rawValue
        if profile?.endedAlerts.contains(id) == true { return Decision(.unchanged) }
        guard var profile, profile.alerts[response.alertId] != nil else {
            return .wait(for: "alert:\(id)", atMost: longestWait, recording: .unchanged)
        }
        let before = profile.alerts
        guard let event = profile.alerts.answer(response, on: InteractionAnswerTerms(profile, knowledge)) else {
            return Decision(.unchanged)
        }
        if response.closes {
            let span = response.reason.flatMap { knowledge.answering.reasons[$0.code]?.reopensAfter }
            let finding = AnsweredFinding(event.alert, response, puttingOff: span, asOf: now)
            profile.answered = (profile.answered ?? [:]).merging([id: finding]) { $1 }
        } else if response.action == .reopened {
            profile.answered?[id] = nil
        }
        var deadlines = EscalationPolicy.deadlines(from: before, to: profile.alerts, knowledge, asOf: now)
        if response.action == .reopened, event.alert.interruptive, let wait = knowledge.escalation.wait(atLevel: 0) {
            deadlines = [.set(Deadline(kind: DeadlineKind.escalate.rawValue, subject: id, due: now + wait))]
        }
        if response.closes, let end = profile.answered?[id]?.putOffUntil {
            deadlines.append(.set(Deadline(kind: DeadlineKind.answerEnds.rawValue, subject: id, due: end)))
        }
        return Decision(
            .save(profile), announcing: [Announcement(event, on: .alerts(of: .interactionCheck))], deadlines: deadlines)
    }

    /// The time for which an answer had put the alert off is over; a later answer has an end of its own.
    static func reopen(
        _ due: DeadlineDue, _ profile: MedicationProfile?, _ knowledge: InteractionKnowledge, asOf now: Instant
    ) -> Decision<ProfileChange> {
        let id = AlertID(due.subject)
        guard var profile, profile.answered?[due.subject]?.putOffUntil == due.due,
            let code = profile.alerts[id]?.answer?.reason?.code
        else { return Decision(.unchanged) }
        let before = profile.alerts
        let wait = knowledge.escalation.wait(atLevel: 0).map { now + $0 }
        let words = "put off (\(code)) until \(due.due.day), and nobody came back to it"
        guard let event = profile.alerts.reopen(id, because: words, dueAt: wait, at: now) else {
            return Decision(.unchanged)
        }
        profile.answered?[due.subject] = nil
        return Decision(
            .save(profile), announcing: [Announcement(event, on: .alerts(of: .interactionCheck))],
            deadlines: EscalationPolicy.deadlines(from: before, to: profile.alerts, knowledge, asOf: now))
    }

    /// An answer and its alert travel on different topics; far longer than one can lag behind the other.
    private static let longestWait = Span.hours(24)
}

extension AlertResponse {
    /// Whether it leaves the alert answered.
    var closes: Bool { action == .acknowledged || action == .overridden }
}
