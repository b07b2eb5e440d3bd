import EventContracts
import MedicationDomain

// The reminder of what is due, one for all items, and the deadline of the next.

extension JudgementPolicy {
    static let monitoringDeadline = "monitoring"
    static let monitoringRule = "baclofen-monitoring"
    static let monitoringSubject = "baclofen"

    /// The reminder that stands now, if any; sets the deadline of the next one.
    func monitor(
        _ outcome: inout Outcome, _ patient: PatientPicture, of patientID: PatientID, at now: Instant
    ) -> Alert? {
        let running = outcome.chart.isDeceased ? nil : currentDose(in: outcome.chart, at: now)
        let plan = running.flatMap {
            MonitoringPlan(since: max($0.began, .beginningOfTime), by: knowledge.monitoring, asOf: now)
        }
        // A dose that begins later is looked at when it does.
        let coming = outcome.chart.isDeceased ? nil : changes(in: outcome.chart).map(\.at).filter { $0 > now }.min()
        let next = [plan?.next, coming].compactMap(\.self).min()
        if next != outcome.chart.monitoringDue {
            outcome.chart.monitoringDue = next
            let subject = Self.monitoringSubject
            outcome.deadlines.append(
                next.map { .set(Deadline(kind: Self.monitoringDeadline, subject: subject, due: $0)) }
                    ?? .cancel(kind: Self.monitoringDeadline, subject: subject))
        }
        guard let running, let plan else { return nil }
        let rule = running.order.alertID(for: RuleID(rawValue: Self.monitoringRule))
        let id = AlertID("\(rule.rawValue):\(plan.due.day)")
        let isAnswered = outcome.chart.alerts[id]?.answer != nil || outcome.chart.monitoringDone == id
        let asked = knowledge.monitoring.items.filter { $0.concerns(patient) }
        let open = asked.filter { isDue($0, by: plan, outcome.chart, isAnswered: isAnswered, asOf: now) }
        // What was answered stays done when the reminder goes because the last value came in.
        if isAnswered { outcome.chart.monitoringDone = id }
        guard !open.isEmpty else { return nil }
        var reminder = alert(id, about: running.order.fact, open, plan, patientID, at: now)
        reminder.checks = CheckStatement(
            checked: asked.filter { !open.contains($0) }.map(\.name).sorted(),
            notChecked: open.map {
                CheckStatement.Omission(check: $0.name, reason: "nothing on record since \(plan.countsFrom.day)")
            }.sorted { $0.check < $1.check })
        return reminder
    }

    private func isDue(
        _ item: MonitoringSchedule.Item, by plan: MonitoringPlan, _ chart: PatientChart, isAnswered: Bool,
        asOf now: Instant
    ) -> Bool {
        // What only a person can look after is not yet due at the beginning: the order itself was just looked at.
        guard !item.kinds.isEmpty else { return plan.number > 0 && !isAnswered }
        return !item.kinds.contains { kind in
            chart.observations(kind).contains { $0.observedAt >= plan.countsFrom && $0.observedAt <= now + .day }
        }
    }

    private func alert(
        _ id: AlertID, about order: OrderFact, _ items: [MonitoringSchedule.Item], _ plan: MonitoringPlan,
        _ patientID: PatientID, at now: Instant
    ) -> Alert {
        let names = items.map(\.name)
        let moment =
            plan.number == 0
            ? "at the start or change of the dose" : plan.number == 1 ? "six weeks after it" : "as it repeats"
        return Alert(
            alertId: id, patientId: patientID, kind: .monitoring,
            severity: plan.number == 0 ? knowledge.monitoring.severityAtStart : knowledge.monitoring.severity,
            interruptive: false, summary: "Monitoring due on baclofen: \(names.joined(separator: ", "))",
            detail: "Due \(moment), on \(plan.due.day). Nothing newer is on record.",
            management: ["Record what was found; the reminder ends by itself when everything named is on record."],
            medications: [
                AlertMedication(
                    text: order.medication.text, ingredientRxNormCode: order.medication.ingredientRxNormCode,
                    productRxNormCode: order.medication.productRxNormCode, ndc: order.medication.ndc,
                    orderId: order.orderId)
            ], encounterId: order.encounterId, locationId: order.locationId, prescriberId: order.prescriberId,
            rule: knowledge.monitoring.rule, raisedAt: now)
    }

    /// The order of baclofen whose dose was reached last, and when. An order that renews the same dose changes nothing.
    private func currentDose(in chart: PatientChart, at now: Instant) -> (order: ChartedOrder, began: Instant)? {
        guard let latest = changes(in: chart).filter({ $0.at <= now }).max(by: { $0.at < $1.at }) else { return nil }
        let history = DoseHistoryPolicy.history(before: latest.order, in: chart, by: knowledge.numbers, asOf: now)
        guard latest.at == history.start,
            let dose = latest.order.reading.dose
        else { return (latest.order, latest.at) }
        var began = latest.at
        for period in history.periods.reversed() {
            guard abs(period.dailyMilligrams - dose.first.dailyMilligrams) < 1e-9,
                period.end.map({ $0 + .day >= began }) ?? true, let start = period.start
            else { break }
            began = min(began, start)
        }
        return (latest.order, began)
    }

    /// When each dose of the running orders of baclofen began, or will.
    private func changes(in chart: PatientChart) -> [(order: ChartedOrder, at: Instant)] {
        let running = chart.ordersByTime(where: { $0.isOpen && $0.fact.medication.isBaclofen })
        return running.flatMap { order -> [(order: ChartedOrder, at: Instant)] in
            guard let status = order.status, status.isActive,
                let begin = order.earlier.last?.until ?? order.beginsAt
            else { return [] }
            let dose = order.reading.dose
            return (dose?.changes(from: begin) ?? [begin]).map { (order, $0) }
        }
    }
}
