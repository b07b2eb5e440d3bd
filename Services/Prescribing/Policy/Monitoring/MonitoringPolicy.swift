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
        let anchor = running.map { max($0.began, .beginningOfTime) }
        let plan = anchor.flatMap { MonitoringPlan(since: $0, by: knowledge.monitoring, asOf: now) }
        let next = plan?.next ?? anchor
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
        let open = knowledge.monitoring.items.filter { item in
            isDue(item, by: plan, patient, outcome.chart, isAnswered: isAnswered, asOf: now)
        }
        // What was answered stays done when the reminder goes because the last value came in.
        if isAnswered { outcome.chart.monitoringDone = id }
        guard !open.isEmpty else { return nil }
        return alert(id, about: running.order.fact, open, plan, patientID, at: now)
    }

    private func isDue(
        _ item: MonitoringSchedule.Item, by plan: MonitoringPlan, _ patient: PatientPicture, _ chart: PatientChart,
        isAnswered: Bool, asOf now: Instant
    ) -> Bool {
        guard item.conditions.isEmpty || !item.conditions.isDisjoint(with: patient.conditions) else { return false }
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

    /// The order of baclofen whose dose was reached last, and when.
    private func currentDose(in chart: PatientChart, at now: Instant) -> (order: ChartedOrder, began: Instant)? {
        var latest: (order: ChartedOrder, began: Instant)?
        for order in chart.ordersByTime {
            guard order.isOpen, order.fact.medication.isBaclofen, let status = order.status, status.isActive,
                var began = order.earlier.last?.until ?? order.fact.firstDoseAt
            else { continue }
            if let dose = DailyDosePolicy.read(order.fact.dosageInstructions, of: order.fact.medication).dose {
                began = dose.lastChange(before: now, orderStart: began)
            }
            if latest.map({ began >= $0.began }) ?? true { latest = (order, began) }
        }
        return latest
    }
}

extension DailyDose {
    /// When the step in force began; the steps of an order are changes of the dose.
    fileprivate func lastChange(before now: Instant, orderStart: Instant) -> Instant {
        var begin = orderStart
        for (index, step) in steps.enumerated() {
            if index > 0, let start = step.start { begin = start }
            guard index < steps.count - 1, let end = step.end ?? step.durationDays.map({ begin + .days($0) }),
                end <= now
            else { return begin }
            begin = end
        }
        return begin
    }
}
