import EventContracts
import MedicationDomain

/// A met rule with its weight for this patient, and why.
struct GradedFinding: Sendable {
    let match: RuleMatch
    let severity: Severity
    var interruptive: Bool
    var factors: [String]
    /// The ids of what raised it.
    let escalators: [String]

    init(_ match: RuleMatch, _ patient: PatientFactors, _ context: MatchingContext) {
        let rule = match.rule
        let weighing = patient.triggered(for: rule)
        let escalating = weighing.map(\.words)
        let raising = rule.raise.map { raise in
            (raise.onStart ? match.words(for: .started) : [])
                + (raise.onDoseChange ? match.words(for: .doseRaised) + match.words(for: .doseLowered) : [])
                + raise.conditions.compactMap { context.profile.name(ofCondition: $0, context.knowledge) }
        }
        var severity = rule.severity
        if let raise = rule.raise, raising?.isEmpty == false { severity = max(severity, raise.severity) }
        if !escalating.isEmpty { severity = severity.raised() }

        let isChange = match.all.contains(where: \.startsOrRises)
        let sum = match.all.compactMap(\.medicine.dailyDoseMilligrams).reduce(0, +)
        let excess = rule.ceiling.flatMap { ceiling in
            sum > ceiling.milligramsPerDay
                ? "\(plain(sum)) mg/day together, above the ceiling of \(plain(ceiling.milligramsPerDay)) mg/day" : nil
        }
        switch rule.interrupts {
        case .never: interruptive = false
        case .always: interruptive = true
        case .onChange: interruptive = isChange
        case .whenRaised: interruptive = isChange && !escalating.isEmpty && severity >= .major
        case .aboveCeiling: interruptive = excess != nil
        }
        let isNews = rule.raise == nil && rule.interrupts.isPerOrder
        let news = isNews ? match.words(for: .started) + match.words(for: .doseRaised) : raising ?? []
        self.match = match
        self.severity = severity
        escalators = weighing.map(\.escalator.id)
        let effects = rule.actsBy.contains("sedation") ? AdverseEffects.words(context.profile, since: match.all) : []
        factors = escalating + (excess.map { [$0] } ?? []) + news + match.washoutWords + effects
    }

    func alert(_ context: MatchingContext, _ omissions: [CheckStatement.Omission]) -> Alert {
        let rule = match.rule
        var checks = CheckStatement(checked: CheckStatement.all, notChecked: omissions)
        if context.now.day > rule.reviewBy {
            checks.notChecked.append(
                .init(check: "review", reason: "rule \(rule.id) is past its review date \(rule.reviewBy)"))
        }
        let order = match.leadingOrder?.medicine
        let wait = context.knowledge.escalation.wait(atLevel: 0)
        return Alert(
            alertId: InteractionPolicy.alertID(rule.id, context.profile.patientId),
            patientId: context.profile.patientId, kind: rule.kind, severity: severity, interruptive: interruptive,
            summary: match.summary, detail: "\(rule.mechanism) \(rule.consequences)", management: rule.management,
            medications: match.all.map(\.alertMedication), encounterId: order?.encounterId,
            locationId: order?.locationId, prescriberId: order?.prescriberId, nextDoseAt: order?.nextDoseAt,
            rule: rule.reference, factors: factors, checks: checks, raisedAt: context.now,
            dueAt: interruptive ? wait.map { context.now + $0 } : nil,
            interruptsFor: interruptive && !match.news.isEmpty ? match.news : nil,
            escalators: escalators.isEmpty ? nil : escalators)
    }
}

extension RuleMatch {
    /// `Baclofen with oxycodone: additive sedation and respiratory depression`.
    var summary: String {
        var seen: Set<String> = []
        let sides = zip(medicines, standIns).compactMap { medicines, standIns -> String? in
            let names = (Set(medicines.map(\.name)).sorted() + standIns).filter { seen.insert($0).inserted }
            guard let last = names.last else { return nil }
            return names.count == 1 ? last : "\(names.dropLast().joined(separator: ", ")) and \(last)"
        }
        let text = sides.joined(separator: " with ")
        return "\(text.prefix(1).uppercased())\(text.dropFirst()): \(rule.effect)"
    }

    /// The orders that start or rise, sorted: what an answer to the finding covers.
    fileprivate var news: [String] { all.compactMap(\.news).sorted() }

    fileprivate func words(for change: PresentMedicine.Change) -> [String] {
        let names = Set(all.filter { $0.change == change }.map(\.name)).sorted()
        return names.map { name in
            switch change {
            case .started: "\(name) is new"
            case .doseRaised: "dose of \(name) raised"
            case .doseLowered: "dose of \(name) lowered"
            }
        }
    }

    fileprivate var washoutWords: [String] {
        all.compactMap { present in
            guard let until = present.washedOutAt, let end = present.medicine.end else { return nil }
            return "\(present.name) ended \(end.day), counts until \(until.day)"
        }
    }

    /// The order that leads to the finding: what changed before what stands, then the latest.
    var leadingOrder: PresentMedicine? {
        all.filter { $0.medicine.source == .ordered && $0.isCurrent }.max { left, right in
            if left.startsOrRises != right.startsOrRises { return right.startsOrRises }
            let (mine, theirs) = (left.medicine.startsAt, right.medicine.startsAt)
            if mine != theirs { return mine.map { one in theirs.map { one < $0 } ?? false } ?? true }
            return left.key < right.key
        }
    }
}

extension PresentMedicine {
    /// `order:o-2:started`, `order:o-1:raised:40`; nil when nothing about it is new.
    ///
    /// An order whose dose is above that of the order before it counts as started: the one before is forgotten once
    /// washed out, and that must not look like something new.
    fileprivate var news: String? {
        guard startsOrRises else { return nil }
        guard medicine.doseChange == .raised else { return "\(key):started" }
        if let dose = medicine.dailyDoseMilligrams { return "\(key):raised:\(plain(dose))" }
        return "\(key):raised:\(medicine.dailyDoseMicrograms.map { "\(plain($0))mcg" } ?? "")"
    }

    var alertMedication: AlertMedication {
        AlertMedication(
            text: medicine.text, ingredientRxNormCode: medicine.ingredients.first?.rxNormCode,
            productRxNormCode: medicine.productRxNormCode, ndc: medicine.ndc, orderId: medicine.orderId,
            therapyContext: medicine.context, indication: medicine.indication.first, dailyDoseMilligrams: dailyDose)
    }

    /// What has ended gives nothing any more, even while it is washed out.
    private var dailyDose: Double? {
        guard isCurrent else { return 0 }
        return medicine.dailyDoseMilligrams ?? medicine.dailyDoseMicrograms.map { $0 / 1000 }
    }
}
