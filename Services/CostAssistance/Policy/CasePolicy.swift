import EventContracts
import Foundation
import MedicationDomain

/// An application's way from the first look-up to money: which step may follow which, and what falls due.
enum CasePolicy {
    /// The case after a step; throws a `Refusal` for a step that cannot be.
    static func take(
        _ step: AssistanceCaseStep, _ standing: AssistanceCase?, rules: CaseRules, supplyEnds: CalendarDay?,
        asOf now: Instant
    ) throws(Refusal) -> AssistanceCase {
        guard !step.caseId.isEmpty, step.caseId.utf8.count <= CaseRules.idBytes else { throw bad("caseId") }
        guard var standing else { return try open(step, rules: rules, supplyEnds: supplyEnds, asOf: now) }
        if step.action == .opened {
            guard step.programId == standing.programId else {
                throw Refusal(code: "case-exists", message: "another case has this id")
            }
            return standing
        }
        guard allowed(step.action, in: standing.state) else {
            throw Refusal(
                code: "step-not-possible", message: "\(step.action.rawValue) cannot follow \(standing.state.rawValue)")
        }
        let today = now.day
        standing.reason = try code(step.reason)
        standing.changedAt = now
        switch step.action {
        case .opened: break
        case .documented:
            let there = Set(step.documents ?? [])
            guard there.isSubset(of: standing.documents) else { throw bad("documents") }
            standing.missingDocuments.removeAll(where: there.contains)
        case .submitted:
            standing.state = .submitted
            standing.submittedOn = today
            let days = rules.program(standing.programId)?.application.daysToFirstDose ?? rules.askForDecisionDays
            standing.dueOn = today.adding(days: days)
        case .approved, .renewed:
            if let until = step.until, until < today { throw bad("until") }
            standing.state = .approved
            standing.decidedOn = today
            standing.until = step.until
            standing.monthlySecured = try amount(step.monthlyAmount) ?? standing.monthlySecured
            standing.dueOn = step.until.map { $0.adding(days: -rules.renewBeforeDays) }
        case .denied:
            standing.state = .denied
            standing.decidedOn = today
            (standing.dueOn, standing.until, standing.monthlySecured) = (nil, nil, nil)
        case .closed:
            standing.state = .closed
            (standing.dueOn, standing.monthlySecured) = (nil, nil)
        }
        return standing
    }

    private static func open(
        _ step: AssistanceCaseStep, rules: CaseRules, supplyEnds: CalendarDay?, asOf now: Instant
    ) throws(Refusal) -> AssistanceCase {
        guard step.action == .opened else { throw Refusal(code: "unknown-case", message: "no case has this id") }
        guard let program = step.programId.flatMap(rules.program) else {
            throw Refusal(code: "unknown-programme", message: "$.programId is none of this rule set")
        }
        let own = now.day.adding(days: rules.submitWithinDays)
        let sooner = supplyEnds.map { max(now.day, min($0, own)) } ?? own
        return AssistanceCase(
            caseId: step.caseId, patientId: step.patientId, programId: program.id, programName: program.name,
            how: program.application.how, decidedBy: program.decidedBy, documents: program.application.documents,
            missingDocuments: program.application.documents, dueOn: step.dueOn ?? sooner, changedAt: now)
    }

    private static func allowed(_ action: AssistanceCaseStep.Action, in state: AssistanceCase.State) -> Bool {
        switch action {
        case .opened: true
        case .documented: state == .open || state == .submitted || state == .denied
        // A denied application may be sent again, and a denial may be overturned.
        case .submitted: state == .open || state == .denied || state == .expired
        case .approved: state == .submitted || state == .denied
        case .denied: state == .submitted
        case .renewed: state == .approved || state == .expired
        case .closed: state != .closed
        }
    }

    /// What time alone does: an approval ends after its last day.
    static func elapsed(_ standing: AssistanceCase, asOf now: Instant) -> AssistanceCase {
        guard standing.state == .approved, let until = standing.until, until < now.day else { return standing }
        var ended = standing
        ended.state = .expired
        (ended.monthlySecured, ended.changedAt) = (nil, now)
        return ended
    }

    /// Ended cases are kept for a while, so that a late word about them finds them.
    static func isToBeRemoved(_ standing: AssistanceCase, rules: CaseRules, asOf now: Instant) -> Bool {
        removal(standing, rules).map { $0 <= now } ?? false
    }

    private static func removal(_ standing: AssistanceCase, _ rules: CaseRules) -> Instant? {
        switch standing.state {
        case .closed, .denied, .expired: standing.changedAt.day.adding(days: rules.keepEndedDays).start
        case .open, .submitted, .approved: nil
        }
    }

    /// The moments at which something falls due, ends or is removed.
    static func moments(_ standing: AssistanceCase, rules: CaseRules) -> [Instant] {
        let end = standing.state == .approved ? standing.until.map { $0.adding(days: 1).start } : nil
        return [reminderFrom(standing, rules), end, removal(standing, rules)].compactMap { $0 }
    }

    /// From when on it stands on the worklist.
    static func reminderFrom(_ standing: AssistanceCase, _ rules: CaseRules) -> Instant? {
        switch standing.state {
        case .open: standing.dueOn.map { $0.adding(days: -rules.remindBeforeDays).start }
        case .submitted, .approved: standing.dueOn?.start
        case .expired: standing.until.map { $0.adding(days: 1).start }
        case .denied, .closed: nil
        }
    }

    // MARK: Reading a step

    private static func amount(_ money: Money?) throws(Refusal) -> Money? {
        guard let money else { return nil }
        guard money.currency == "USD", let amount = Decimal(amount: money.amount), amount >= 0 else {
            throw bad("monthlyAmount")
        }
        return money
    }

    /// No text of a person gets into an event: a reason is a word of ours.
    private static func code(_ text: String?) throws(Refusal) -> String? {
        guard let text else { return nil }
        let isCode =
            (1...48).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
        guard isCode else { throw bad("reason") }
        return text
    }

    private static func bad(_ element: String) -> Refusal {
        Refusal(code: "bad-value", message: "$.\(element) cannot be meant")
    }
}
