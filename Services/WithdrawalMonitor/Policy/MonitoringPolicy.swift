import EventContracts
import MedicationDomain

/// Looks at the whole record and says everything that has become different since it was last looked at.
///
/// It reads only the facts and the time, never what happened just before, so that facts in any order end the same.
struct MonitoringPolicy: Sendable {
    let rules: MonitorRules

    /// - Parameter forcedReason: given when the rules have changed and not the patient.
    func decide(
        _ facts: SupplyRecord, asOf time: Instant, forcedReason: String? = nil, settles: [String] = []
    ) -> Decision<SupplyRecord?> {
        var record = facts
        let now = max(time, record.judgedAt ?? time)
        record.judgedAt = now
        compact(&record)
        record.deadlines.removeAll { $0.due <= now }

        var announcements: [Announcement] = []
        let state = SupplyPolicy.state(of: record, rules: rules, asOf: now)
        announcements += project(state, in: &record)
        let risk = RiskPolicy.assess(record, rules: rules, asOf: now)
        announcements += note(risk, in: &record)
        let findings = StopPolicy.findings(in: record, rules: rules, asOf: now)
        let picture = CareAlarms.Picture(
            record: record, care: record.care, supply: state, risk: risk,
            isHighRisk: RiskPolicy.isHigh(risk, record: record, rules: rules, asOf: now), stops: findings, rules: rules,
            now: now)
        let care = CareAlarms.verdict(picture)
        announcements += alert(picture, care, in: &record, forcedReason)
        announcements += note(PumpOutlook.projection(picture), in: &record)
        announcements += watch(state, picture, in: &record)
        let changes = plan(state, findings, care, in: &record, at: now)
        return Decision(record, announcing: announcements, deadlines: changes, settles: settles)
    }

    private func project(_ state: SupplyState?, in record: inout SupplyRecord) -> [Announcement] {
        guard let new = state?.projection ?? record.projection.map(withdrawn) else { return [] }
        let old = record.projection
        record.projection = new
        // What is on hand shrinks every day; said again is only what changes the outlook.
        let isSame =
            old.map {
                $0.state == new.state && $0.runOutAt == new.runOutAt
                    && $0.dailyDoseMilligrams == new.dailyDoseMilligrams
                    && (new.state == .known || $0.because == new.because)
            } ?? false
        return isSame ? [] : [Announcement(new, on: .supplyProjections)]
    }

    /// Nothing is left that said the patient takes baclofen.
    private func withdrawn(_ old: SupplyProjection) -> SupplyProjection {
        SupplyProjection(
            patientId: old.patientId, medication: old.medication, state: .unknown,
            because: ["the order and its dispenses were taken back"])
    }

    private func note(_ risk: RiskAssessment?, in record: inout SupplyRecord) -> [Announcement] {
        guard let risk else { return [] }
        let isSame = record.risk?.level == risk.level
        record.risk = risk
        return isSame ? [] : [Announcement(risk, on: .riskAssessments)]
    }

    private func note(_ pump: PumpProjection?, in record: inout SupplyRecord) -> [Announcement] {
        guard let pump, pump != record.pump else { return [] }
        record.pump = pump
        return [Announcement(pump, on: .pumpProjections)]
    }

    private func alert(
        _ picture: CareAlarms.Picture, _ care: CareAlarms.Verdict, in record: inout SupplyRecord,
        _ forcedReason: String?
    ) -> [Announcement] {
        let now = picture.now
        var drafts = picture.stops.map {
            StopPolicy.alert($0, record: record, risk: picture.risk, rules: rules, asOf: now)
        }
        if let runOut = RunOutPolicy.alert(
            picture.supply, record: record, risk: picture.risk, isHighRisk: picture.isHighRisk, rules: rules, asOf: now)
        {
            drafts.append(runOut)
        }
        if let early = EarlyRefillPolicy.alert(picture.supply, record: record, rules: rules, asOf: now) {
            drafts.append(early)
        }
        drafts += TaperDeviationPolicy.alerts(record, risk: picture.risk, rules: rules, asOf: now)
        drafts += care.alerts
        let events = record.alerts.reconcile(
            drafts, resolvedBecause: { alert in forcedReason ?? reasonResolved(alert, picture) }, at: now)
        return events.map { Announcement($0, on: .alerts(of: .withdrawalMonitor)) }
    }

    private func reasonResolved(_ alert: Alert, _ picture: CareAlarms.Picture) -> String {
        if let reason = CareAlarms.reasonResolved(alert, picture) { return reason }
        if alert.kind == .taperDeviation {
            return TaperDeviationPolicy.reasonResolved(alert, record: picture.record, rules, picture.now)
        }
        if alert.alertId.rawValue.hasPrefix(EarlyRefillPolicy.prefix) {
            return EarlyRefillPolicy.reasonResolved(picture.supply, record: picture.record, asOf: picture.now)
        }
        guard alert.kind == .abruptStop else {
            return RunOutPolicy.reasonResolved(picture.supply, record: picture.record)
        }
        let order = alert.medications.first?.orderId ?? ""
        return StopPolicy.reasonResolved(order, record: picture.record, rules: rules, asOf: picture.now)
    }

    private func watch(
        _ state: SupplyState?, _ picture: CareAlarms.Picture, in record: inout SupplyRecord
    ) -> [Announcement] {
        let change = EpisodePolicy.change(
            of: record, state: state, findings: picture.stops, grade: SymptomPolicy.signs(picture).reportedGrade,
            rules: rules, asOf: picture.now)
        guard let episode = change else { return [] }
        record.episode = episode.change == .opened ? episode : nil
        if episode.route == .intrathecal {
            record.care.pumpEpisode = EarlierCourse(from: episode.startedAt, until: episode.closedAt ?? .distantFuture)
        }
        return [Announcement(episode, on: .withdrawalEpisodes)]
    }

    /// Sets, moves and cancels deadlines so that exactly what is wanted stands.
    private func plan(
        _ state: SupplyState?, _ findings: [StopFinding], _ care: CareAlarms.Verdict, in record: inout SupplyRecord,
        at now: Instant
    ) -> [DeadlineChange] {
        var wanted = StopPolicy.deadlines(in: record, findings: findings, rules: rules, asOf: now)
        if let early = EarlyRefillPolicy.deadline(state, record: record, rules: rules, asOf: now) {
            wanted.append(early)
        }
        if let step = DoseStepPolicy.deadline(record, rules: rules, asOf: now) { wanted.append(step) }
        if let runOut = RunOutPolicy.deadline(state, record: record, rules: rules, asOf: now) { wanted.append(runOut) }
        if let end = EpisodePolicy.deadline(record.episode, rules: rules, asOf: now) { wanted.append(end) }
        if let next = CareAlarms.deadline(care, asOf: now) { wanted.append(next) }
        wanted.sort { ($0.kind, $0.subject) < ($1.kind, $1.subject) }
        let gone = record.deadlines.filter { old in
            !wanted.contains { $0.kind == old.kind && $0.subject == old.subject }
        }
        let changes =
            gone.map { DeadlineChange.cancel(kind: $0.kind, subject: $0.subject) }
            + wanted.filter { !record.deadlines.contains($0) }.map { DeadlineChange.set($0) }
        record.deadlines = wanted
        return changes
    }

    /// Folds dispenses beyond the bound into the opening stock.
    private func compact(_ record: inout SupplyRecord) {
        while record.dispenses.count > SupplyRecord.keptDispenses {
            let oldestDay = record.dispenses[0].handedOverAt.day
            guard let next = record.dispenses.first(where: { $0.handedOverAt.day > oldestDay }) else { return }
            record.openingMilligrams = SupplyPolicy.openingMilligrams(before: next, of: record, rules: rules)
            record.dispenses.removeAll { $0.handedOverAt.day == oldestDay }
            record.reportedStocks?.removeAll { $0.observedAt < next.handedOverAt.day.start }
        }
    }
}

extension Topic where Payload == SupplyProjection {
    static var supplyProjections: Self { Topic(.withdrawalEvents) }
}
extension Topic where Payload == PumpProjection {
    static var pumpProjections: Self { Topic(.withdrawalEvents) }
}
extension Topic where Payload == RiskAssessment {
    static var riskAssessments: Self { Topic(.withdrawalEvents) }
}
extension Topic where Payload == WithdrawalEpisode {
    static var withdrawalEpisodes: Self { Topic(.withdrawalEvents) }
}
