import EventContracts
import MedicationDomain

/// The time in which withdrawal is to be expected: from a confirmed stop or gap until supply is back or the watch is over
/// (clinical facts §4.2).
enum EpisodePolicy {
    static let kind = "episode-end"

    /// What the episode becomes; nil when nothing changes.
    ///
    /// - Parameter grade: of the signs that stand, nil when none is reported.
    static func change(
        of record: SupplyRecord, state: SupplyState?, findings: [StopFinding], grade: Int?, rules: MonitorRules,
        asOf now: Instant
    ) -> WithdrawalEpisode? {
        if var open = record.episode {
            guard let reason = reasonToClose(open, record, state, findings, rules, now) else {
                guard open.grade != grade else { return nil }
                open.grade = grade
                return open
            }
            (open.change, open.closedAt, open.reason) = (.closed, now, reason)
            return open
        }
        guard !record.isClosed else { return nil }
        return causes(record, state, findings, rules, now).first { now < $0.at + rules.episode.watch($0.path) }.map {
            cause in
            WithdrawalEpisode(
                episodeId: "\(record.patient.rawValue):\(cause.path.rawValue):\(cause.at)", patientId: record.patient,
                change: .opened, route: cause.path.route, startedAt: cause.at, reason: cause.reason,
                grade: grade)
        }
    }

    static func deadline(_ episode: WithdrawalEpisode?, rules: MonitorRules, asOf now: Instant) -> Deadline? {
        guard let episode else { return nil }
        let due = end(of: episode, rules)
        return due > now ? Deadline(kind: kind, subject: path(of: episode).rawValue, due: due) : nil
    }

    private struct Cause {
        var path: Regimen.Path
        var at: Instant
        var reason: String
    }

    private static func causes(
        _ record: SupplyRecord, _ state: SupplyState?, _ findings: [StopFinding], _ rules: MonitorRules, _ now: Instant
    ) -> [Cause] {
        var causes = findings.filter {
            $0.level == .stop && $0.isSettled(asOf: now, window: rules.stop.settleWindow)
        }.map { Cause(path: $0.path, at: $0.at, reason: "stopped without a taper") }
        if let gap = state?.gapDays, gap > 0, let first = state?.firstUncoveredDay {
            causes.append(Cause(path: .enteral, at: first.start, reason: "supply at home has run out"))
        }
        if let failing = pumpCause(record, rules, now) { causes.append(failing) }
        // The pump first: its withdrawal is the more dangerous one.
        return causes.sorted {
            ($0.path == .intrathecal ? 0 : 1, $0.at, $0.reason) < ($1.path == .intrathecal ? 0 : 1, $1.at, $1.reason)
        }
    }

    private static func pumpCause(_ record: SupplyRecord, _ rules: MonitorRules, _ now: Instant) -> Cause? {
        let picture = CareAlarms.Picture(
            record: record, care: record.care, supply: nil, risk: nil, isHighRisk: true, stops: [], rules: rules,
            now: now)
        return PumpState(picture).cause(asOf: now).map { Cause(path: .intrathecal, at: $0.at, reason: $0.reason) }
    }

    private static func reasonToClose(
        _ open: WithdrawalEpisode, _ record: SupplyRecord, _ state: SupplyState?, _ findings: [StopFinding],
        _ rules: MonitorRules, _ now: Instant
    ) -> String? {
        if let reason = record.closingReason { return reason }
        if now >= end(of: open, rules) { return "the watch window is over" }
        let path = path(of: open)
        if causes(record, state, findings, rules, now).contains(where: { $0.path == path }) { return nil }
        // An admission may itself be the withdrawal: it closes nothing.
        if path == .enteral, state?.gapDays == nil, state?.pausedBecause != nil, isInside(record, rules, now) {
            return nil
        }
        return "baclofen is supplied again"
    }

    private static func isInside(_ record: SupplyRecord, _ rules: MonitorRules, _ now: Instant) -> Bool {
        Stays.Calendar(Stays.pausing(record.stays, rules: rules.supply)).isInside(now.day)
    }

    private static func path(of episode: WithdrawalEpisode) -> Regimen.Path {
        episode.route == .intrathecal ? .intrathecal : .enteral
    }

    private static func end(of episode: WithdrawalEpisode, _ rules: MonitorRules) -> Instant {
        episode.startedAt + rules.episode.watch(path(of: episode))
    }
}
