import EventContracts
import MedicationDomain

/// Why a profile is judged; decides the words with which a finding ends.
enum JudgementCause: Hashable, Sendable {
    case fact
    /// An order was taken back or rejected: its consequences go with it.
    case orderWithdrawn(OrderID, OrderEvent.Status)
    case episode(WithdrawalEpisode.Change)
    /// An order went back to the record it had come from.
    case unmerged
    case knowledge
}

/// What a judgement does to the stored profile.
enum ProfileChange: Sendable {
    case unchanged
    case save(MedicationProfile)
}

/// Judges a whole profile: reconciles its open findings, and says when to look again.
enum ProfileJudgement {
    static func judge(
        _ profile: MedicationProfile, before: MedicationProfile?, _ knowledge: InteractionKnowledge, asOf now: Instant,
        because cause: JudgementCause = .fact
    ) -> Decision<ProfileChange> {
        var profile = profile
        profile.endSingleDoses(knowledge)
        // Before anything is looked at: a fact that comes too late to count must not count once, while it is judged.
        profile.dropWashedOut(knowledge, asOf: now)
        profile.dropOldAnswers(after: knowledge.answering.repeatWithin, asOf: now)
        let context = MatchingContext(profile, knowledge, asOf: now)
        let found = InteractionPolicy.findings(context)
        var findings: [Alert] = []
        for draft in found {
            let (standing, answered) = (profile.alerts[draft.alertId], profile.answered?[draft.alertId.rawValue])
            let spread = RuleChangePolicy.spreading(
                RepeatPolicy.quieting(draft, beside: standing, answered: answered), beside: standing, in: &profile,
                over: knowledge.answering.ruleChangeSpread, because: cause, asOf: now)
            findings.append(EscalationPolicy.keepingSilence(spread, of: standing))
        }
        profile.heldBack = profile.heldBack?.filter { id, _ in found.contains { $0.alertId.rawValue == id } }
        let terms = InteractionAnswerTerms(profile, knowledge)
        let events = profile.alerts.reconcile(
            findings, resolvedBecause: { reason(for: $0, in: context, cause) }, on: terms, at: now)
        profile.keepAnswers(after: events, asOf: now)
        for event in events where event.change == .resolved {
            profile.endedAlerts.insert(event.alert.alertId.rawValue)
        }
        for event in events where event.change == .raised {
            profile.endedAlerts.remove(event.alert.alertId.rawValue)
        }
        var deadlines = EscalationPolicy.deadlines(from: before?.alerts, to: profile.alerts, knowledge, asOf: now)
        deadlines += profile.scheduleTimes(context)
        let raised = events.filter { $0.change == .raised }.map { "alert:\($0.alert.alertId.rawValue)" }
        return Decision(
            profile == before ? .unchanged : .save(profile),
            announcing: events.map { Announcement($0, on: .alerts(of: .interactionCheck)) }, deadlines: deadlines,
            settles: raised)
    }

    private static func reason(for alert: Alert, in context: MatchingContext, _ cause: JudgementCause) -> String {
        let (profile, knowledge) = (context.profile, context.knowledge)
        if profile.isDeceased { return "patient died" }
        if profile.mergedInto != nil { return "patient merged" }
        if let source = profile.patientId.sourceName { return "\(source) can be relied upon again" }
        switch cause {
        case .knowledge: return "rule-changed"
        case .orderWithdrawn(let order, let status):
            if let gone = alert.medications.first(where: { $0.orderId == order }) {
                return "order of \(gone.name(knowledge)) \(status == .rejected ? "rejected" : "entered in error")"
            }
        case .unmerged: return "patient unmerged"
        case .episode(.opened): return "treatment of an open withdrawal episode"
        case .episode(.closed): return "withdrawal episode closed"
        case .fact: break
        }
        let present = Set(context.present.map(\.medicine.alertKey))
        let ended = alert.medications.filter { !present.contains($0.alertKey) }.map { $0.name(knowledge) }
        return ended.isEmpty ? "no longer applies" : "\(Set(ended).sorted().joined(separator: " and ")) stopped"
    }
}

extension AlertMedication {
    fileprivate var alertKey: String { orderId.map(\.rawValue) ?? text }

    /// As people call it.
    fileprivate func name(_ knowledge: InteractionKnowledge) -> String {
        knowledge.index[Ingredient(name: text, rxNormCode: ingredientRxNormCode)]?.name ?? text
    }
}

extension ProfileMedicine {
    /// What an alert shows of the medicine and can be found again by.
    fileprivate var alertKey: String { orderId.map(\.rawValue) ?? text }
}

extension MedicationProfile {
    /// Sets or cancels the two deadlines by which time alone changes a verdict.
    fileprivate mutating func scheduleTimes(_ context: MatchingContext) -> [DeadlineChange] {
        let washout = isClosed ? nil : nextWashoutEnd(context.knowledge, asOf: context.now)
        let look = isClosed || context.index.isEmpty ? nil : nextLook(context.knowledge, asOf: context.now)
        var changes: [DeadlineChange] = []
        if washout != washoutEndsAt { changes.append(.time(.washoutEnds, at: washout)) }
        if look != looksAgainAt { changes.append(.time(.looksAgain, at: look)) }
        (washoutEndsAt, looksAgainAt) = (washout, look)
        return changes
    }

    private func nextWashoutEnd(_ knowledge: InteractionKnowledge, asOf now: Instant) -> Instant? {
        medicines.values.compactMap { $0.value.washedOutAt(knowledge) }.filter { $0 > now }.min()
    }

    /// The next planned end, birthday of a rule, or day on which a kidney value becomes too old.
    private func nextLook(_ knowledge: InteractionKnowledge, asOf now: Instant) -> Instant? {
        var times = medicines.values.filter { !$0.value.isInert(knowledge) }.compactMap { $0.value.end }
        times += kidneyTimes(knowledge, asOf: now)
        for escalator in knowledge.escalators {
            guard case .age(let years) = escalator.trigger, let birthday = birthDate?.birthday(years) else { continue }
            times.append(birthday.start)
        }
        times += heldBack?.values.map(\.until) ?? []
        return times.filter { $0 > now }.min()
    }
}

extension CalendarDay {
    /// The day on which so many years are full; 29 February counts as 1 March in other years.
    func birthday(_ years: Int) -> CalendarDay? {
        let (year, month, day) = components
        return CalendarDay(year: year + years, month: month, day: day)
            ?? CalendarDay(year: year + years, month: 3, day: 1)
    }
}

extension DeadlineChange {
    fileprivate static func time(_ kind: DeadlineKind, at due: Instant?) -> DeadlineChange {
        guard let due else { return .cancel(kind: kind.rawValue, subject: "profile") }
        return .set(Deadline(kind: kind.rawValue, subject: "profile", due: due))
    }
}
