import EventContracts
import MedicationDomain

/// What the service comes back for.
enum DeadlineKind: String, Sendable {
    /// An interruptive alert was not answered; the subject is its id.
    case escalate = "escalate"
    /// A medicine that ended is washed out.
    case washoutEnds = "washout-ends"
    /// A planned end, a birthday or the age of a laboratory value changes the verdict.
    case looksAgain = "look-again"
    /// An answer that only put off is over; the subject is the alert's id.
    case answerEnds = "answer-ends"
}

/// An interruptive alert that nobody answers is said again, as often and as late as the knowledge says.
enum EscalationPolicy {
    /// The deadlines that differ between two states of the book.
    static func deadlines(
        from before: AlertBook?, to after: AlertBook, _ knowledge: InteractionKnowledge, asOf now: Instant
    ) -> [DeadlineChange] {
        let old = waiting(before)
        var new = waiting(after)
        // An alert that interrupts again after a quiet time starts its wait anew.
        for (id, due) in new where old[id] == nil && due <= now {
            new[id] = knowledge.escalation.wait(atLevel: 0).map { now + $0 }
        }
        let cancelled = old.keys.filter { new[$0] == nil }.sorted()
            .map { DeadlineChange.cancel(kind: DeadlineKind.escalate.rawValue, subject: $0) }
        let set = new.filter { old[$0.key] != $0.value }.sorted { $0.key < $1.key }
            .map { DeadlineChange.set(Deadline(kind: DeadlineKind.escalate.rawValue, subject: $0.key, due: $0.value)) }
        return cancelled + set
    }

    /// An alert that has been said for the last time stays silent while its facts change, unless it now interrupts for
    /// something new.
    static func keepingSilence(_ draft: Alert, of standing: Alert?) -> Alert {
        guard let standing, standing.interruptive, standing.status == .open, standing.dueAt == nil,
            !draft.interruptsBeyond(standing)
        else { return draft }
        var draft = draft
        draft.dueAt = nil
        return draft
    }

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
        var deadlines = deadlines(from: before, to: profile.alerts, knowledge, asOf: now)
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
            deadlines: deadlines(from: before, to: profile.alerts, knowledge, asOf: now))
    }

    /// The time for an answer is over.
    static func escalate(
        _ due: DeadlineDue, _ profile: MedicationProfile?, _ knowledge: InteractionKnowledge
    ) -> Decision<ProfileChange> {
        let id = AlertID(due.subject)
        guard var profile, let alert = profile.alerts[id], alert.interruptive else { return Decision(.unchanged) }
        let next = knowledge.escalation.wait(atLevel: alert.escalationLevel + 1).map { due.due + $0 }
        guard let event = profile.alerts.escalate(id, nextDue: next) else { return Decision(.unchanged) }
        let deadline = next.map {
            DeadlineChange.set(Deadline(kind: DeadlineKind.escalate.rawValue, subject: due.subject, due: $0))
        }
        return Decision(
            .save(profile), announcing: [Announcement(event, on: .alerts(of: .interactionCheck))],
            deadlines: deadline.map { [$0] } ?? [])
    }

    /// An answer and its alert travel on different topics; far longer than one can lag behind the other.
    private static let longestWait = Span.hours(24)

    private static func waiting(_ book: AlertBook?) -> [String: Instant] {
        var result: [String: Instant] = [:]
        for alert in book?.open ?? [] where alert.interruptive && alert.status == .open {
            result[alert.alertId.rawValue] = alert.dueAt
        }
        return result
    }
}

extension AlertResponse {
    /// Whether it leaves the alert answered.
    var closes: Bool { action == .acknowledged || action == .overridden }
}
