import EventContracts
import MedicationDomain

// How a verdict is told: the order's event and its alerts.

extension JudgementPolicy {
    func event(
        for order: ChartedOrder, _ verdict: DoseVerdict, _ question: DoseQuestion, in chart: PatientChart
    ) -> OrderEvent {
        let fact = order.fact
        let timings = fact.dosageInstructions.compactMap(\.timing)
        let isIntrathecal = fact.way == .intrathecal
        let start = timings.compactMap(\.start).min() ?? fact.validFrom
        let daily = question.reading.dose?.step(at: question.asOf, orderStart: start ?? fact.authoredAt)
        return OrderEvent(
            orderId: fact.orderId, patientId: fact.patientId, status: order.status ?? .accepted,
            statusReason: reason(for: order, verdict), medication: fact.medication,
            route: fact.route ?? fact.dosageInstructions.lazy.compactMap(\.route).first,
            dosageInstructions: fact.dosageInstructions,
            dailyDoseMilligrams: isIntrathecal ? nil : daily?.dailyMilligrams,
            dailyDoseMicrograms: isIntrathecal ? daily.map { ($0.dailyMilligrams * 1e6).rounded() / 1000 } : nil,
            therapyContext: question.context, authoredAt: fact.authoredAt, startsAt: start,
            endsAt: timings.compactMap(\.end).max() ?? fact.validUntil, statusChangedAt: order.changedAt,
            priorOrderId: fact.priorOrderId, encounterId: fact.encounterId, locationId: fact.locationId,
            prescriberId: fact.prescriberId, indication: fact.indication,
            refillsLeft: refillsLeft(of: fact, in: chart), pharmacyId: fact.pharmacyId, daysSupply: fact.daysSupply,
            nextDoseAt: order.heldUntil, findings: verdict.remarks.map(\.finding), checks: verdict.checks)
    }

    private func reason(for order: ChartedOrder, _ verdict: DoseVerdict) -> String? {
        switch order.status {
        case .held where order.fact.status == .onHold: return "put on hold by the hospital"
        case .held, .rejected:
            return verdict.remarks.filter { $0.disposition != .alert }.map(\.finding.summary).joined(separator: "; ")
        case .released: return "released by a pharmacist"
        case .stopped, .completed: return order.fact.statusReasonCode
        case .retracted: return "entered in error"
        case .accepted, .amended, nil: return nil
        }
    }

    /// The first fill is no refill.
    private func refillsLeft(of fact: OrderFact, in chart: PatientChart) -> Int? {
        guard let allowed = fact.refillsAllowed else { return nil }
        let fills = chart.dispenses.values.filter { $0.orderId == fact.orderId }.count
        return max(0, allowed - max(0, fills - 1))
    }

    func alerts(
        on order: ChartedOrder, by verdict: DoseVerdict, _ speaking: Speaking, _ question: DoseQuestion,
        for patient: PatientID
    ) -> [Alert] {
        let fact = order.fact
        return verdict.remarks.map { remark in
            let finding = remark.finding
            let interrupts = speaking.interrupts(remark)
            let quietly =
                remark.isInterruptive && !interrupts
                ? speaking.rule.map { "does not interrupt: \($0.rawValue) does, for this order" } : nil
            return Alert(
                alertId: order.alertID(for: finding.rule.id), patientId: patient, kind: finding.kind,
                severity: finding.severity, interruptive: interrupts, summary: finding.summary,
                detail: finding.detail, management: finding.management,
                medications: [medication(of: fact, question.context)], encounterId: fact.encounterId,
                locationId: fact.locationId, prescriberId: fact.prescriberId,
                nextDoseAt: remark.disposition == .hold ? order.heldUntil : nil,
                rule: finding.rule, factors: finding.factors + [quietly].compactMap(\.self), checks: verdict.checks,
                raisedAt: question.asOf,
                // Only what interrupts waits for an answer.
                dueAt: remark.disposition == .hold && (interrupts || !remark.isInterruptive) ? order.heldUntil : nil)
        }
    }

    private func medication(of fact: OrderFact, _ context: TherapyContext) -> AlertMedication {
        AlertMedication(
            text: fact.medication.text, ingredientRxNormCode: fact.medication.ingredientRxNormCode,
            productRxNormCode: fact.medication.productRxNormCode, ndc: fact.medication.ndc, orderId: fact.orderId,
            therapyContext: context, indication: fact.indication.first)
    }
}
