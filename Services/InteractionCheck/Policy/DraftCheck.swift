import EventContracts
import MedicationDomain

/// What draft orders would change among a patient's findings: the rules asked twice, without and with the drafts.
struct DraftCheck {
    let request: InteractionCheckRequest
    let requestId: String
    /// What is kept of the patient; nil when nothing is.
    let kept: MedicationProfile?
    let knowledge: InteractionKnowledge
    let knowledgeHash: String
    let now: Instant

    /// Throws when nothing may be looked for in this record.
    func result() throws(Refusal) -> InteractionCheckResult {
        if kept?.isDeceased == true {
            throw Refusal(code: "patient-died", message: "the patient is recorded as deceased")
        }
        if kept?.mergedInto != nil {
            throw Refusal(code: "patient-merged", message: "the record was merged into another: ask about that one")
        }
        let profile = request.known(beside: kept, asOf: now)
        let drafted = request.drafted(onto: profile, asOf: now)
        let context = MatchingContext(drafted, knowledge, asOf: now)
        let before = InteractionPolicy.findings(profile, knowledge, asOf: now)
        let after = InteractionPolicy.findings(drafted, knowledge, asOf: now)
        let (findings, standing) = compare(before, after)
        return InteractionCheckResult(
            requestId: requestId, patientId: request.patientId, asOf: now, profile: origin, findings: findings,
            standing: standing, unrecognized: context.unrecognized, checks: statement(context),
            knowledge: .init(version: knowledge.version, hash: knowledgeHash, stale: knowledge.isStale(on: now.day)))
    }

    private var origin: InteractionCheckResult.Profile {
        request.patientId == nil ? .notNamed : kept == nil ? .unknown : .kept
    }

    // MARK: What differs

    private func compare(
        _ before: [Alert], _ after: [Alert]
    ) -> ([InteractionCheckResult.Finding], [InteractionCheckResult.Standing]) {
        let earlier = Dictionary(before.map { ($0.alertId, $0) }) { first, _ in first }
        let later = Set(after.map(\.alertId))
        var findings: [InteractionCheckResult.Finding] = []
        var standing: [InteractionCheckResult.Standing] = []
        for alert in after {
            if let change = change(from: earlier[alert.alertId], to: alert) {
                findings.append(finding(alert, change, earlier[alert.alertId]?.severity))
            } else {
                standing.append(.init(alertId: alert.alertId, severity: alert.severity))
            }
        }
        for alert in before where !later.contains(alert.alertId) {
            findings.append(finding(alert, .ended, alert.severity))
        }
        findings.sort { left, right in
            let (mine, theirs) = (left.alert, right.alert)
            return mine.severity != theirs.severity ? mine.severity > theirs.severity : mine.alertId < theirs.alertId
        }
        return (findings, standing)
    }

    /// Nil when the drafts leave it as it is. Which checks could not be made is told once, in the answer's statement, so
    /// an unknown medicine does not change every finding.
    private func change(from earlier: Alert?, to later: Alert) -> InteractionCheckResult.Change? {
        guard var earlier else { return .added }
        if later.severity != earlier.severity { return later.severity > earlier.severity ? .raised : .lowered }
        earlier.checks = later.checks
        return earlier == later ? nil : .changed
    }

    private func finding(
        _ alert: Alert, _ change: InteractionCheckResult.Change, _ before: Severity?
    ) -> InteractionCheckResult.Finding {
        let drafts = Set(request.drafts.map(\.orderId))
        let involved = Set(alert.medications.compactMap(\.orderId)).intersection(drafts)
        var alert = alert
        // Nobody has to answer what nobody has ordered.
        alert.dueAt = nil
        return .init(
            change: change, severityBefore: before, drafts: involved.sorted { $0.rawValue < $1.rawValue }, alert: alert)
    }

    // MARK: What was examined

    private func statement(_ context: MatchingContext) -> CheckStatement {
        var omissions = context.unrecognized.map {
            CheckStatement.Omission(check: "interaction", reason: "not recognised: \($0)")
        }
        switch origin {
        case .kept: break
        case .unknown: omissions.append(.init(check: "profile", reason: "no profile of the patient is kept"))
        case .notNamed: omissions.append(.init(check: "profile", reason: "no profile: no patient was named"))
        }
        omissions += context.factOmissions + PatientFactors(context).omissions + doseOmissions
        if knowledge.isStale(on: context.now.day) {
            omissions.append(.init(check: "review", reason: "part of the knowledge is past its review date"))
        }
        guard context.index.isEmpty else { return CheckStatement(checked: CheckStatement.all, notChecked: omissions) }
        // Every rule turns on one class: without a medicine of it none was asked.
        let name = knowledge.medicineClass(knowledge.indexClass)?.name ?? knowledge.indexClass
        let all = CheckStatement.all.map {
            CheckStatement.Omission(check: $0, reason: "no \(name) among the medicines")
        }
        return CheckStatement(notChecked: all + omissions)
    }

    private var doseOmissions: [CheckStatement.Omission] {
        request.drafts.filter { $0.dailyDoseMilligrams == nil && $0.dailyDoseMicrograms == nil }
            .map { CheckStatement.Omission(check: "dose-escalation", reason: "no daily dose: \($0.medication.text)") }
    }
}

extension InteractionKnowledge {
    /// Whether nobody has looked lately at some part that a verdict may rest on.
    func isStale(on day: CalendarDay) -> Bool {
        rules.contains { day > $0.reviewBy } || classes.contains { day > $0.reviewBy }
            || escalators.contains { day > $0.reviewBy }
    }
}
