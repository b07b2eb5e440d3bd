import EventContracts
import MedicationDomain

/// What every affordability handler does with its new fact: judge the picture again and say what changed.
struct AffordabilityReview: Sendable {
    static let deadlineKind = "review-affordability"
    static let deadlineSubject = "supply"
    static let alertPrefix = "cost-assistance:"

    let rules: AffordabilityRules
    let cases: CaseRules

    func decide(
        _ picture: CoveragePicture, at time: Instant, becauseOfRules: Bool = false
    ) -> Decision<CoveragePicture> {
        var picture = picture
        let now = max(time, picture.judgedAt ?? time)
        picture.judgedAt = now
        var (drafts, reason): ([Alert], AffordabilityPolicy.Reason) = ([], .supplySufficient)
        let facts = picture.facts(selfPay: rules.selfPayCodes)
        let standing = picture.alerts[AffordabilityPolicy.alertID(of: picture.patient)]
        switch AffordabilityPolicy.judge(facts, rules: rules, standing: standing, asOf: now) {
        case .success(let alert): drafts = [alert]
        case .failure(let ended): reason = ended.reason
        }
        if becauseOfRules { reason = .ruleChanged }
        let shelf = picture.settleCases(rules: cases, at: now)
        let isOver = picture.isDeceased || picture.mergedInto != nil
        if !isOver { drafts += shelf.compactMap { CaseReminder.alert($0, rules: cases, asOf: now) } }
        let reminders = CaseReminder.prefix(picture.patient)
        let events = picture.alerts.reconcile(
            drafts,
            resolvedBecause: { alert in
                !isOver && alert.alertId.rawValue.hasPrefix(reminders) ? "case-moved-on" : reason.rawValue
            }, at: now)
        let review = nextReview(picture, after: now)
        var deadlines: [DeadlineChange] = []
        if review != picture.reviewAt {
            deadlines = [
                review.map { .set(Deadline(kind: Self.deadlineKind, subject: Self.deadlineSubject, due: $0)) }
                    ?? .cancel(kind: Self.deadlineKind, subject: Self.deadlineSubject)
            ]
        }
        picture.reviewAt = review
        return Decision(
            picture,
            announcing: shelf.filter { $0.state != .closed || $0.changedAt >= time }.map {
                Announcement($0, on: Topic(.alerts(of: .costAssistance)))
            }
                + events.map { Announcement($0, on: .alerts(of: .costAssistance)) },
            deadlines: deadlines)
    }

    private func nextReview(_ picture: CoveragePicture, after now: Instant) -> Instant? {
        let byCases = (picture.cases ?? []).flatMap { CasePolicy.moments($0, rules: cases) }.filter { $0 > now }
        let bySupply = AffordabilityPolicy.nextReview(
            picture.facts(selfPay: rules.selfPayCodes), rules: rules, after: now)
        return (byCases + [bySupply].compactMap { $0 }).min()
    }
}
