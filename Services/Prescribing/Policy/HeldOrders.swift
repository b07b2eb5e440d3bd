import EventContracts
import MedicationDomain

// A held baclofen order is itself a danger: it comes back before the next dose (clinical facts §7.1).

extension JudgementPolicy {
    static let heldOrderDeadline = "held-order"

    /// The order's next state, and the deadline that goes with it.
    func settle(
        _ order: inout ChartedOrder, by verdict: DoseVerdict, question: DoseQuestion, _ outcome: inout Outcome,
        at now: Instant
    ) {
        let previous = order.status
        order.holdingRules = verdict.holdingRules
        order.status = OrderLife.next(
            OrderLife.Situation(
                hospital: order.fact.status, verdict: verdict.disposition,
                isReleased: isReleased(order, in: outcome.chart.alerts), isAmended: order.isAmended,
                previous: previous))
        // Death closes alarms; it changes no order.
        if outcome.chart.isDeceased, order.isOpen, let previous { order.status = previous }
        order.isAmended = false
        switch order.status {
        case .accepted, .amended, .released: order.wasLetThrough = true
        case .held where order.fact.status != .onHold, .rejected: order.wasLetThrough = order.wasLetThrough ?? false
        case .held, .stopped, .completed, .retracted, nil: break
        }
        let subject = order.fact.orderId.rawValue
        let isHeldHere = order.status == .held && !order.holdingRules.isEmpty
        if isHeldHere, order.heldUntil == nil {
            let due = nextDose(of: question, at: now)
            order.heldUntil = due
            outcome.deadlines.append(.set(Deadline(kind: Self.heldOrderDeadline, subject: subject, due: due)))
        } else if !isHeldHere, order.heldUntil != nil {
            order.heldUntil = nil
            outcome.deadlines.append(.cancel(kind: Self.heldOrderDeadline, subject: subject))
        }
    }

    /// Whether a pharmacist overrode every finding that holds the order.
    private func isReleased(_ order: ChartedOrder, in alerts: AlertBook) -> Bool {
        !order.holdingRules.isEmpty
            && order.holdingRules.allSatisfy {
                alerts[order.alertID(for: $0)]?.status == .overridden || order.releasedRules?.contains($0) == true
            }
    }

    /// The latest moment the next dose can be due: the start if it is still to come, else the shortest dosing interval.
    private func nextDose(of question: DoseQuestion, at now: Instant) -> Instant {
        let starts = question.order.dosageInstructions.compactMap { $0.timing?.start }
        if let start = starts.min() ?? question.order.validFrom, start > now { return start }
        let fallback = knowledge.numbers.nextDoseHours.number(on: now.day)
        let perDay = question.reading.dose.map { max(1, $0.first.dosesPerDay) } ?? 1
        return now + .hours(min(fallback, 24 / Double(perDay)))
    }

    /// Nobody decided before the next dose: the alert escalates, and does so again a few times.
    ///
    /// Having seen it is no decision while the order stays held: an acknowledged alert opens again.
    func escalate(_ due: DeadlineDue, in chart: PatientChart) -> Outcome {
        var outcome = Outcome(chart: chart)
        guard due.kind == Self.heldOrderDeadline, let order = chart.orders[due.subject], order.status == .held else {
            return outcome
        }
        let day = due.due.day
        let levels = Int(knowledge.numbers.escalationLevels.number(on: day))
        let again = due.due + .minutes(knowledge.numbers.escalationMinutes.number(on: day))
        var isToComeBack = false
        for rule in order.holdingRules {
            let id = order.alertID(for: rule)
            if chart.alerts[id]?.status == .acknowledged { reopen(id, of: order, in: &outcome.chart, at: due.due) }
            let isLast = chart.alerts[id].map { $0.escalationLevel + 1 >= levels } ?? true
            guard let event = outcome.chart.alerts.escalate(id, nextDue: isLast ? nil : again) else { continue }
            isToComeBack = isToComeBack || !isLast
            outcome.announcements.append(Announcement(event, on: .alerts(of: .prescribing)))
        }
        if isToComeBack {
            outcome.deadlines = [.set(Deadline(kind: due.kind, subject: due.subject, due: again))]
        }
        return outcome
    }

    private func reopen(_ id: AlertID, of order: ChartedOrder, in chart: inout PatientChart, at now: Instant) {
        _ = chart.alerts.answer(
            AlertResponse(
                responseId: "held-order:\(id.rawValue)", alertId: id, alertRevision: chart.alerts[id]?.revision ?? 1,
                patientId: order.fact.patientId, action: .reopened,
                by: .init(id: "prescribing", role: "service"), at: now))
    }

    /// A person's answer: overriding everything an order is held for releases it, re-opening holds it again.
    func answer(_ response: AlertResponse, in chart: PatientChart, of patient: PatientID, at now: Instant) -> Outcome {
        var outcome = Outcome(chart: chart)
        guard response.alertId.rawValue.hasPrefix(AlertID.prescribingPrefix),
            let event = outcome.chart.alerts.answer(response)
        else { return outcome }
        outcome.announcements = [Announcement(event, on: .alerts(of: .prescribing))]
        if response.action == .reopened, let id = event.alert.medications.first?.orderId?.rawValue {
            outcome.chart.orders[id]?.releasedRules?.removeAll { $0 == event.alert.rule.id }
        }
        judge(&outcome, touched: [], for: patient, at: now, because: nil)
        let order = event.alert.medications.first?.orderId.flatMap { outcome.chart.orders[$0.rawValue] }
        guard let order, order.status == .held, let heldUntil = order.heldUntil else { return outcome }
        // Past its next dose a held order comes back after every answer that leaves it held.
        let isSeenTooLate =
            response.action == .acknowledged && heldUntil <= now && order.holdingRules.contains(event.alert.rule.id)
        if response.action == .reopened || isSeenTooLate {
            let again = now + .minutes(knowledge.numbers.escalationMinutes.number(on: now.day))
            let deadline = Deadline(kind: Self.heldOrderDeadline, subject: order.fact.orderId.rawValue, due: again)
            outcome.deadlines.append(.set(deadline))
        }
        return outcome
    }
}
