import EventContracts
import MedicationDomain

/// What there is to say about a patient's medicines, from the whole profile.
enum InteractionPolicy {
    /// The findings that hold at that time: one per rule, each with its statement of checks, sorted by id.
    static func findings(
        _ profile: MedicationProfile, _ knowledge: InteractionKnowledge, asOf now: Instant
    ) -> [Alert] {
        findings(MatchingContext(profile, knowledge, asOf: now))
    }

    /// The same, of a patient who is being looked at already.
    static func findings(_ context: MatchingContext) -> [Alert] {
        guard !context.profile.isClosed else { return [] }
        if let report = context.profile.failedSource {
            return [FailedSource.alert(report, context.knowledge, asOf: context.now)]
        }
        guard !context.index.isEmpty else { return [] }
        let matches = matches(context)
        let unrecognized = context.unrecognized
        if matches.isEmpty, unrecognized.isEmpty { return [] }
        let factors = PatientFactors(context)
        let omissions =
            unrecognized.map { CheckStatement.Omission(check: "interaction", reason: "not recognised: \($0)") }
            + context.factOmissions + factors.omissions
        let findings = matches.map { GradedFinding($0, factors, context) }
        var alerts = interrupting(findings).map { $0.alert(context, omissions) }
        if !unrecognized.isEmpty { alerts.append(unrecognizedAlert(unrecognized, context, omissions)) }
        return alerts.sorted { $0.alertId < $1.alertId }
    }

    static func alertID(_ rule: RuleID, _ patient: PatientID) -> AlertID {
        AlertID("\(AlertID.interactionCheckPrefix)\(rule.rawValue):\(patient.rawValue)")
    }

    /// Every rule that is met; what an open withdrawal episode gathers is one match instead of many.
    private static func matches(_ context: MatchingContext) -> [RuleMatch] {
        let routes = Set(context.profile.episodes.values.compactMap(\.route))
        var candidates = context.present
        var (gathered, replaced): ([RuleMatch], Set<String>) = ([], [])
        for rule in context.knowledge.ruleIndex.duringEpisode {
            guard let route = rule.value.duringEpisode, routes.contains(route), let aside = rule.value.setsAside else {
                continue
            }
            let treatment = candidates.filter { !$0.classes.isDisjoint(with: aside.classes) }
            let folded = context.candidates.filter { aside.rules.contains($0.value.id.rawValue) }
                .compactMap { context.match($0, among: candidates) }.flatMap(\.all)
            candidates.removeAll { candidate in treatment.contains { $0 === candidate } }
            replaced.formUnion(aside.rules)
            guard !treatment.isEmpty || !folded.isEmpty else { continue }
            let index = folded.isEmpty ? context.index : folded
            gathered.append(RuleMatch(rule: rule, medicines: [index, treatment], standIns: [[], []]))
        }
        for rule in context.candidates where !replaced.contains(rule.value.id.rawValue) {
            if let match = context.match(rule, among: candidates) { gathered.append(match) }
        }
        return gathered
    }

    /// At most one finding interrupts per order: what is said of the order itself, then the weightiest, then the one
    /// that takes in most medicines.
    private static func interrupting(_ findings: [GradedFinding]) -> [GradedFinding] {
        let ranked = findings.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            let (mine, theirs) = (left.match.rule.needs.count, right.match.rule.needs.count)
            return mine != theirs ? mine > theirs : left.match.rule.id < right.match.rule.id
        }
        var spoken: Set<String> = []
        return ranked.map { finding in
            guard finding.interruptive else { return finding }
            var finding = finding
            if let reason = OneCallPerOrder.silence(on: finding.match) {
                finding.interruptive = false
                finding.factors.append(reason)
                return finding
            }
            guard finding.match.rule.interrupts.isPerOrder else { return finding }
            let fresh = Set(finding.match.all.filter(\.startsOrRises).map(\.key))
            finding.interruptive = !fresh.isSubset(of: spoken)
            if finding.interruptive { spoken.formUnion(fresh) }
            return finding
        }
    }

    private static func unrecognizedAlert(
        _ texts: [String], _ context: MatchingContext, _ omissions: [CheckStatement.Omission]
    ) -> Alert {
        let words = context.knowledge.unrecognized
        return Alert(
            alertId: alertID(words.reference.id, context.profile.patientId), patientId: context.profile.patientId,
            kind: .checksDegraded, severity: .info, interruptive: false,
            summary: "\(words.summary): \(texts.joined(separator: ", "))", detail: words.detail,
            management: words.management,
            medications: context.index.map(\.alertMedication) + context.unrecognizedMedicines.map(\.alertMedication),
            rule: words.reference, checks: CheckStatement(checked: CheckStatement.all, notChecked: omissions),
            raisedAt: context.now)
    }
}

extension AlertID {
    /// Alerts of this service, among the answers to all services' alerts.
    static let interactionCheckPrefix = "\(ServiceName.interactionCheck.rawValue):"
    var isOurs: Bool { rawValue.hasPrefix(Self.interactionCheckPrefix) }
}

extension CheckStatement {
    /// What every verdict of this service rests on.
    static let all = ["interaction", "duplicate", "allergy"]
}

extension InteractionRule.Interruption {
    /// Whether it is the order that interrupts, and so interrupts once.
    var isPerOrder: Bool {
        switch self {
        case .whenRaised, .onChange: true
        case .never, .aboveCeiling, .always: false
        }
    }
}

extension MatchingContext {
    /// Current medicines that no rule can speak of.
    var unrecognizedMedicines: [PresentMedicine] {
        present.filter { $0.isCurrent && !$0.medicine.isRecognized }
    }
    var unrecognized: [String] { Set(unrecognizedMedicines.lazy.map(\.medicine.text)).sorted() }

    /// Facts about the patient that came but could not be read.
    var factOmissions: [CheckStatement.Omission] {
        let allergies = profile.unrecognizedAllergies.filter { id, _ in
            !(profile.allergies[id] ?? []).contains { knowledge.index[$0] != nil }
        }
        var omissions = Set(allergies.values).sorted()
            .map { CheckStatement.Omission(check: "allergy", reason: "not recognised: \($0)") }
        if let alcohol = profile.newestObservation(.alcoholUse), alcohol.value == nil {
            omissions.append(.init(check: "alcohol", reason: "answer not understood"))
        }
        return omissions
    }
}
