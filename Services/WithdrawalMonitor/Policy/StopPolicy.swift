import EventContracts
import MedicationDomain

/// A stop, or only paperwork? (clinical facts §7.5)
///
/// Everything is read from the facts as they stand: which came first, the stop or the new order, makes no difference.
enum StopPolicy {
    static let prefix = "\(ServiceName.withdrawalMonitor.rawValue):abrupt-stop:"

    static func alertID(_ record: SupplyRecord, _ order: OrderID) -> AlertID {
        AlertID("\(prefix)\(record.patient.rawValue):\(order.rawValue)")
    }

    /// Falls of the dose that nothing explains, one per order.
    static func findings(in record: SupplyRecord, rules: MonitorRules, asOf now: Instant) -> [StopFinding] {
        guard !record.isClosed else { return [] }
        var worst: [OrderID: StopFinding] = [:]
        for path in Regimen.Path.allCases {
            for finding in falls(in: record, path: path, rules: rules, asOf: now) {
                guard isStillOfConcern(finding, record: record, rules: rules, asOf: now) else { continue }
                if let other = worst[finding.order.orderId],
                    rank(other, rules, now) >= rank(finding, rules, now)
                {
                    continue
                }
                worst[finding.order.orderId] = finding
            }
        }
        return worst.sorted { $0.key < $1.key }.map(\.value)
    }

    /// A settled finding stands above a worse one that may still turn out to be paperwork.
    private static func rank(_ finding: StopFinding, _ rules: MonitorRules, _ now: Instant) -> (Int, Int, Instant) {
        let settled = finding.isSettled(asOf: now, window: rules.stop.settleWindow)
        return (settled ? 1 : 0, finding.level.rawValue, finding.at)
    }

    static func alert(
        _ finding: StopFinding, record: SupplyRecord, risk: RiskAssessment?, rules: MonitorRules, asOf now: Instant
    ) -> Alert {
        let settled = finding.isSettled(asOf: now, window: rules.stop.settleWindow)
        let what: String
        switch finding.level {
        case .stop: what = "stopped without a taper or a replacing order"
        case .cut: what = "cut by half or more without a taper"
        case .reduction: what = "reduced faster than planned tapers allow"
        }
        let name = finding.path == .enteral ? "Baclofen" : "Intrathecal baclofen"
        var factors = ["from \(finding.before.text(finding.path)) to \(finding.after.text(finding.path))"]
        factors += (risk?.factors ?? []).map { "risk: \($0)" }
        return Alert(
            alertId: alertID(record, finding.order.orderId), patientId: record.patient, kind: .abruptStop,
            severity: .major, interruptive: settled && finding.level.interrupts, status: settled ? .open : .provisional,
            summary: "\(name) \(what)",
            detail: "The dose fell from \(finding.before.text(finding.path)) to \(finding.after.text(finding.path)) "
                + "on \(finding.at.day) (order \(finding.order.status.rawValue)). Sudden withdrawal can cause seizures, "
                + "hallucinations, high fever and death.",
            management: rules.stop.text.management, medications: [finding.order.alertMedication],
            encounterId: finding.order.encounterId, locationId: finding.order.locationId,
            prescriberId: finding.order.prescriberId, rule: rules.stop.text.reference, factors: factors,
            checks: CheckStatement(checked: ["abrupt-stop"], notChecked: omissions(finding)), raisedAt: now)
    }

    /// Why a finding is one no longer.
    static func reasonResolved(_ order: OrderID, record: SupplyRecord, rules: MonitorRules, asOf now: Instant) -> String
    {
        if let reason = record.closingReason { return reason }
        guard let stored = record.order(order) else { return "the order is no longer followed" }
        if stored.status == .retracted, !record.isDispensed(order) {
            return "the order was entered in error and never dispensed"
        }
        let regimen = Regimen(record, path: stored.path, rules: rules)
        // It is as it was, and the time in which withdrawal is to be expected has passed.
        let isOver = falls(in: record, path: stored.path, rules: rules, asOf: now).contains { fall in
            fall.order.orderId == order && now >= fall.at + rules.episode.watch(fall.path)
        }
        if isOver { return "the watch window is over" }
        if let taper = activeTaper(in: regimen, asOf: now) {
            return "an active taper: order \(taper.order.orderId.rawValue)"
        }
        if isTreatment(stored, record: record, rules: rules, asOf: now) {
            return "it bridged a failure of the pump, which runs again"
        }
        if let named = replacement(named: order, record: record, rules: rules, asOf: now) {
            return "replaced by order \(named.rawValue)"
        }
        let others = regimen.inForce(at: now).map(\.order.orderId)
        if let other = others.first(where: { $0 != order }) {
            return "replaced by order \(other.rawValue): \(regimen.dose(at: now).text(stored.path))"
        }
        if others.contains(order) { return "the order is in force: \(regimen.dose(at: now).text(stored.path))" }
        return "the watch window is over"
    }

    /// When the next finding settles, or a hold counts as a stop; by order.
    static func deadlines(
        in record: SupplyRecord, findings: [StopFinding], rules: MonitorRules, asOf now: Instant
    ) -> [Deadline] {
        guard !record.isClosed else { return [] }
        var deadlines = pendingFalls(in: record, rules: rules, asOf: now)
        // What nobody answers, and does not interrupt, ends with the watch.
        deadlines += findings.map { finding in
            Deadline(
                kind: settleStop, subject: "\(finding.order.orderId.rawValue):watch",
                due: finding.at + rules.episode.watch(finding.path))
        }.filter { $0.due > now }
        for order in record.orders where order.endedAt == nil && order.activeSince != nil {
            guard let seen = order.heldSeenAt else { continue }
            let due = seen + .hours(rules.stop.holdHours)
            if due > now { deadlines.append(Deadline(kind: holdExpired, subject: order.orderId.rawValue, due: due)) }
        }
        return deadlines
    }

    static let settleStop = "settle-stop"
    static let holdExpired = "hold-expired"

    /// By order the fall that settles next, whether or not a settled one stands above it.
    private static func pendingFalls(in record: SupplyRecord, rules: MonitorRules, asOf now: Instant) -> [Deadline] {
        var next: [OrderID: Instant] = [:]
        for path in Regimen.Path.allCases {
            for finding in falls(in: record, path: path, rules: rules, asOf: now) {
                let due = finding.noticedAt + rules.stop.settleWindow
                guard due > now else { continue }
                next[finding.order.orderId] = min(next[finding.order.orderId] ?? due, due)
            }
        }
        return next.map { Deadline(kind: settleStop, subject: $0.key.rawValue, due: $0.value) }
    }

    // MARK: - Falls of the dose

    private static func falls(
        in record: SupplyRecord, path: Regimen.Path, rules: MonitorRules, asOf now: Instant
    ) -> [StopFinding] {
        let regimen = Regimen(record, path: path, rules: rules)
        guard !regimen.intervals.isEmpty else { return [] }
        let current = regimen.dose(at: now)
        let moments = regimen.breakpoints.filter { $0 <= now }
        var findings: [StopFinding] = []
        for (index, moment) in moments.enumerated() {
            let justBefore = index == 0 ? Regimen.Dose.none : regimen.dose(at: moments[index - 1])
            let here = regimen.dose(at: moment)
            guard fell(from: justBefore, to: here) else { continue }
            let before = regimen.highestDose(before: moment, days: rules.stop.lookBackDays)
            // A dose that came back in between is judged by its own later fall.
            let cameBack = moments[(index + 1)...].contains { !fell(from: before, to: regimen.dose(at: $0)) }
            guard !cameBack, let (order, noticed) = cause(of: moment, in: regimen),
                !isPlannedStep(moment, of: order, in: regimen)
            else { continue }
            let after = settledDose(since: moment, in: regimen, rules: rules, asOf: now) ?? current
            guard let level = StopFinding.level(from: before, to: after, path: path, rules: rules.stop) else {
                continue
            }
            let finding = StopFinding(
                level: level, order: order, path: path, at: moment, noticedAt: noticed, before: before, after: after)
            guard wasExposed(finding, record: record, regimen: regimen, rules: rules),
                !isExplained(finding, record: record, regimen: regimen, rules: rules, asOf: now)
            else { continue }
            findings.append(finding)
        }
        return findings
    }

    /// What the dose was before a further fall that may still turn out to be paperwork; nil when there is none such.
    ///
    /// A renewal shortly after a small reduction is no stop of long ago: the later fall settles by its own clock.
    private static func settledDose(
        since moment: Instant, in regimen: Regimen, rules: MonitorRules, asOf now: Instant
    ) -> Regimen.Dose? {
        var last = regimen.dose(at: moment)
        for later in regimen.breakpoints where moment < later && later <= now {
            let dose = regimen.dose(at: later)
            if fell(from: last, to: dose), let (_, noticed) = cause(of: later, in: regimen),
                noticed + rules.stop.settleWindow > now
            {
                return last
            }
            last = dose
        }
        return nil
    }

    /// A step that a taper had planned is no finding, whatever becomes of the taper later.
    private static func isPlannedStep(_ moment: Instant, of order: StoredOrder, in regimen: Regimen) -> Bool {
        let ended = regimen.intervals.contains { $0.until == moment }
        return order.isTaper && order.isSequence == true && !ended
    }

    private static func fell(from before: Regimen.Dose, to after: Regimen.Dose) -> Bool {
        switch (before, after) {
        case (.none, _), (_, .unknown): false
        case (.unknown, .none): true
        case (.unknown, .known): false
        case (.known, .none): true
        case (.known(let old), .known(let new)): new < old
        }
    }

    /// The order behind a fall, and when the log told us of it.
    private static func cause(of moment: Instant, in regimen: Regimen) -> (StoredOrder, Instant)? {
        let sorted = regimen.intervals.sorted { $0.order.orderId < $1.order.orderId }
        if let ended = sorted.first(where: { $0.until == moment }) {
            return (ended.order, ended.endNoticedAt ?? moment)
        }
        for interval in sorted {
            if let step = interval.order.doses.last(where: { $0.since == moment }) {
                return (interval.order, step.seenAt)
            }
        }
        return sorted.last { $0.from <= moment }.map { ($0.order, moment) }
    }

    // MARK: - What makes a fall no finding

    /// Enough baclofen, for long enough, that its loss matters (clinical facts §4.6); intrathecal always.
    private static func wasExposed(
        _ finding: StopFinding, record: SupplyRecord, regimen: Regimen, rules: MonitorRules
    ) -> Bool {
        if finding.path == .intrathecal || finding.order.therapyContext == .continuing { return true }
        let stop = rules.stop
        guard let mean = regimen.meanDose(before: finding.at, days: stop.exposureMeanDays) else { return true }
        if mean >= stop.exposureMeanMilligrams - 1e-9 { return true }
        let justBefore = Instant(millisecondsSince1970: finding.at.millisecondsSince1970 - 1)
        guard let start = Course.start(of: record, rules: rules, asOf: justBefore) else { return false }
        return finding.at.since(start) >= .days(Double(stop.exposureCourseDays))
    }

    private static func isExplained(
        _ finding: StopFinding, record: SupplyRecord, regimen: Regimen, rules: MonitorRules, asOf now: Instant
    ) -> Bool {
        if activeTaper(in: regimen, asOf: now) != nil { return true }
        if isTreatment(finding.order, record: record, rules: rules, asOf: now) { return true }
        if finding.order.status == .completed, finding.order.hasRunItsTaper { return true }
        guard finding.level == .stop else { return false }
        if finding.path == .enteral, switchedToPump(finding, record: record, rules: rules, asOf: now) { return true }
        return replacement(named: finding.order.orderId, record: record, rules: rules, asOf: now) != nil
    }

    /// Tablets begun to bridge a pump's failure end when the pump runs again (clinical facts §7.7).
    private static func isTreatment(
        _ order: StoredOrder, record: SupplyRecord, rules: MonitorRules, asOf now: Instant
    ) -> Bool {
        guard order.path == .enteral, let episode = record.care.pumpEpisode, record.episode == nil,
            let begun = order.activeSince, episode.from <= begun, begun <= episode.until
        else { return false }
        return (Regimen(record, path: .intrathecal, rules: rules).dose(at: now).amount ?? 0) > 0
    }

    /// A pump begun about when the oral dose ended, with a known dose; one that ran long before replaces nothing.
    private static func switchedToPump(
        _ finding: StopFinding, record: SupplyRecord, rules: MonitorRules, asOf now: Instant
    ) -> Bool {
        let pump = Regimen(record, path: .intrathecal, rules: rules)
        guard let amount = pump.dose(at: now).amount, amount > 0 else { return false }
        let picture = CareAlarms.Picture(
            record: record, care: record.care, supply: nil, risk: nil, isHighRisk: true, stops: [], rules: rules,
            now: now)
        // A pump that fails takes nothing over.
        if PumpState(picture).failure(asOf: now) != nil || PumpVisitPolicy.openFault(picture) != nil { return false }
        let earliest = finding.at - .days(rules.stop.handOverDays)
        return pump.inForce(at: now).contains { $0.from >= earliest }
    }

    private static func activeTaper(in regimen: Regimen, asOf now: Instant) -> Regimen.Interval? {
        regimen.inForce(at: now).first { $0.order.isTaper }
    }

    /// An active order on any path that says it replaces this one.
    private static func replacement(
        named order: OrderID, record: SupplyRecord, rules: MonitorRules, asOf now: Instant
    ) -> OrderID? {
        Regimen.Path.allCases.flatMap { Regimen(record, path: $0, rules: rules).inForce(at: now) }
            .map(\.order).filter { $0.priorOrderId == order }.map(\.orderId).min()
    }

    /// Within the watch window; beyond it only an interruption that nobody has answered.
    private static func isStillOfConcern(
        _ finding: StopFinding, record: SupplyRecord, rules: MonitorRules, asOf now: Instant
    ) -> Bool {
        let watchEnds = finding.at + rules.episode.watch(finding.path)
        if now < watchEnds { return true }
        guard finding.noticedAt < watchEnds, finding.level.interrupts else { return false }
        return record.alerts[alertID(record, finding.order.orderId)].map { $0.answer == nil } ?? true
    }

    private static func omissions(_ finding: StopFinding) -> [CheckStatement.Omission] {
        finding.before == .unknown
            ? [CheckStatement.Omission(check: "prior-exposure", reason: "the daily dose was not understood")] : []
    }
}
