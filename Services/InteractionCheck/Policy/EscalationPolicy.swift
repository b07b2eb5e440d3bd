import EventContracts
import MedicationDomain

/// An interruptive alert that nobody answers is said again, as often and as late as the knowledge says.
enum EscalationPolicy {
    /// The deadlines that differ between two states of the book.
    static func deadlines(
        from before: AlertBook?, to after: AlertBook, _ knowledge: InteractionKnowledge, asOf now: Instant
    ) -> [DeadlineChange] {
        if before == after { return [] }
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

    private static func waiting(_ book: AlertBook?) -> [String: Instant] {
        var result: [String: Instant] = [:]
        for alert in book?.open ?? [] where alert.interruptive && alert.status == .open {
            result[alert.alertId.rawValue] = alert.dueAt
        }
        return result
    }
}
