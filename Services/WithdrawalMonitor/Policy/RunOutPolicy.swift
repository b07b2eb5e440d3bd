import EventContracts
import MedicationDomain

/// Alarms before and after the last tablet (clinical facts §4.6, §7.5): one alert per patient and medicine, that grows.
enum RunOutPolicy {
    static let kind = "run-out"
    static let subject = Ingredient.baclofenRxNormCode
    static let prefix = "\(ServiceName.withdrawalMonitor.rawValue):run-out:"

    static func alertID(_ record: SupplyRecord) -> AlertID { AlertID("\(prefix)\(record.patient.rawValue):\(subject)") }

    /// The alarm that stands now; nil when there is nothing to say.
    static func alert(
        _ state: SupplyState?, record: SupplyRecord, risk: RiskAssessment?, isHighRisk: Bool, rules: MonitorRules,
        asOf now: Instant
    ) -> Alert? {
        let lead = RunOutLead.reached(state, record: record, isHighRisk: isHighRisk, rules: rules, asOf: now)
        guard !record.isClosed, let state, let gap = state.gapDays,
            let rung = rung(state, rules, now.day, leadDays: lead?.days)
        else { return nil }
        let isMissed = gap > 0
        let text = isMissed ? rules.runOut.missed : rules.runOut.ahead
        let severity = isHighRisk ? rung.highRiskSeverity : rung.severity
        let order = newestOrder(record)
        return Alert(
            alertId: alertID(record), patientId: record.patient, kind: isMissed ? .missedRefill : .runOut,
            severity: severity, interruptive: isHighRisk ? rung.highRiskInterruptive : rung.interruptive,
            summary: summary(state, gap: gap, reached: rung, isTop: rung == rules.runOut.rungs.last),
            detail: state.projection.because.joined(separator: "\n"),
            management: text.management,
            medications: [order?.alertMedication ?? AlertMedication(text: state.projection.medication.text)],
            encounterId: nil, locationId: order?.locationId, prescriberId: order?.prescriberId, rule: text.reference,
            factors: (isHighRisk ? ["high risk of withdrawal"] : []) + (lead.map { [$0.words] } ?? [])
                + (order?.refillsLeft == 0 ? ["no refills left on the order: the prescriber has to renew it"] : [])
                + (risk?.factors ?? []).map { "risk: \($0)" },
            checks: CheckStatement(checked: ["supply"]), raisedAt: now)
    }

    /// When the alarm changes next, if nothing happens until then.
    static func deadline(_ state: SupplyState?, record: SupplyRecord, rules: MonitorRules, asOf now: Instant)
        -> Deadline?
    {
        guard !record.isClosed, let state, state.gapDays != nil else { return nil }
        var days = rules.runOut.rungs.compactMap { day(of: $0, state, rules.runOut, now.day) }
        // Risk grows with time: whoever may be told earlier by then is looked at then.
        if let first = rules.runOut.rungs.first {
            days += rules.runOut.leads.compactMap { day(of: first, state, rules.runOut, now.day, leadDays: $0.days) }
        }
        let next = days.map(\.start).filter { $0 > now }.min()
        return next.map { Deadline(kind: kind, subject: subject, due: $0) }
    }

    static func reasonResolved(_ state: SupplyState?, record: SupplyRecord) -> String {
        if let reason = record.closingReason { return reason }
        guard let state else { return "the order and its dispenses were entered in error" }
        if let paused = state.pausedBecause { return paused }
        guard state.projection.state == .known, let first = state.firstUncoveredDay else {
            return "supply can no longer be told: " + (state.projection.because.first ?? "unknown")
        }
        return "supply lasts through \(first.adding(days: -1))"
    }

    /// The highest rung whose day has come.
    private static func rung(
        _ state: SupplyState, _ rules: MonitorRules, _ today: CalendarDay, leadDays: Int?
    ) -> RunOutRules.Rung? {
        rules.runOut.rungs.last { rung in
            let lead = rung == rules.runOut.rungs.first ? leadDays : nil
            return day(of: rung, state, rules.runOut, today, leadDays: lead).map { $0 <= today } ?? false
        }
    }

    /// The day a rung is reached: reminders ahead move to the last working day, gap days count days at home.
    static func day(
        of rung: RunOutRules.Rung, _ state: SupplyState, _ rules: RunOutRules, _ today: CalendarDay,
        leadDays: Int? = nil
    ) -> CalendarDay? {
        guard let gap = state.gapDays, let last = state.lastCoveredDay else { return nil }
        if rung.gapDays > 0 {
            return gap > 0 ? today.adding(days: rung.gapDays - gap) : last.adding(days: rung.gapDays)
        }
        let planned = last.adding(days: min(rung.gapDays, leadDays.map { -$0 } ?? rung.gapDays))
        return rung.gapDays < 0 ? WorkingDays.last(upTo: planned, holidays: rules.holidays) : planned
    }

    private static func summary(_ state: SupplyState, gap: Int, reached rung: RunOutRules.Rung, isTop: Bool) -> String {
        if gap > 0, let first = state.firstUncoveredDay {
            let days = isTop ? "\(rung.gapDays) or more" : "\(rung.gapDays)"
            return "Baclofen refill missed: nothing at home since \(first) (gap day \(days))"
        }
        return "Baclofen runs out: last covered day \(state.lastCoveredDay.map(\.description) ?? "unknown")"
    }

    private static func newestOrder(_ record: SupplyRecord) -> StoredOrder? {
        record.orders.filter { $0.path == .enteral && $0.endedAt == nil && $0.activeSince != nil }.max { left, right in
            (left.activeSince ?? .distantFuture, left.orderId) < (right.activeSince ?? .distantFuture, right.orderId)
        }
    }
}

/// Days on which a pharmacy and a practice can act.
enum WorkingDays {
    /// The day itself, or the nearest working day before it.
    static func last(upTo day: CalendarDay, holidays: Set<CalendarDay>) -> CalendarDay {
        var found = day
        // Thirty days without a working day would be a mistake of the list, not a calendar.
        for _ in 0..<30 where isFree(found, holidays) { found = found.adding(days: -1) }
        return found
    }

    private static func isFree(_ day: CalendarDay, _ holidays: Set<CalendarDay>) -> Bool {
        // 1970-01-01 was a Thursday: 0 is Thursday, 2 Saturday, 3 Sunday.
        let weekday = ((day.daysSince1970 % 7) + 7) % 7
        return weekday == 2 || weekday == 3 || holidays.contains(day)
    }
}
