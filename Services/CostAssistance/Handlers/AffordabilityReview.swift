import EventContracts
import MedicationDomain

/// What every affordability handler does with its new fact: judge the picture again and say what changed.
struct AffordabilityReview: Sendable {
    static let deadlineKind = "review-affordability"
    static let deadlineSubject = "supply"
    static let alertPrefix = "cost-assistance:"

    let rules: AffordabilityRules

    func decide(
        _ picture: CoveragePicture, at time: Instant, becauseOfRules: Bool = false
    ) -> Decision<CoveragePicture> {
        var picture = picture
        let now = max(time, picture.judgedAt ?? time)
        picture.judgedAt = now
        var (drafts, reason): ([Alert], AffordabilityPolicy.Reason) = ([], .supplySufficient)
        switch AffordabilityPolicy.judge(picture.facts, rules: rules, asOf: now) {
        case .success(let alert): drafts = [alert]
        case .failure(let ended): reason = ended.reason
        }
        if becauseOfRules { reason = .ruleChanged }
        let events = picture.alerts.reconcile(drafts, resolvedBecause: { _ in reason.rawValue }, at: now)
        let review = AffordabilityPolicy.nextReview(picture.facts, rules: rules, after: now)
        var deadlines: [DeadlineChange] = []
        if review != picture.reviewAt {
            deadlines = [
                review.map { .set(Deadline(kind: Self.deadlineKind, subject: Self.deadlineSubject, due: $0)) }
                    ?? .cancel(kind: Self.deadlineKind, subject: Self.deadlineSubject)
            ]
        }
        picture.reviewAt = review
        return Decision(
            picture, announcing: events.map { Announcement($0, on: .alerts(of: .costAssistance)) },
            deadlines: deadlines)
    }
}
