import EventContracts
import MedicationDomain

/// A taper as it is ordered and dispensed, compared with the template of the patient: what differs is said, once.
enum TaperDeviationPolicy {
    static let prefix = "\(ServiceName.withdrawalMonitor.rawValue):taper-deviation:"

    static func alerts(
        _ record: SupplyRecord, risk: RiskAssessment?, rules: MonitorRules, asOf now: Instant
    ) -> [Alert] {
        guard !record.isClosed else { return [] }
        let regimen = Regimen(record, path: .enteral, rules: rules)
        return tapers(in: regimen, asOf: now).compactMap { taper in
            let template = template(for: taper, record: record, risk: risk, rules: rules, asOf: now)
            let found =
                TaperComparison.steps(taper, in: regimen, with: template, rules: rules, asOf: now)
                + TaperComparison.orders(taper, in: regimen, asOf: now)
                + TaperComparison.tablets(taper, record: record, rules: rules.taper, asOf: now)
            guard let worst = found.map(\.severity).max() else { return nil }
            let text = rules.taperDeviation
            return Alert(
                alertId: AlertID("\(prefix)\(record.patient.rawValue):\(taper.order.orderId.rawValue)"),
                patientId: record.patient, kind: .taperDeviation, severity: worst, interruptive: false,
                summary: "Baclofen taper differs from its template: \(found[0].words)",
                detail: found.map(\.words).joined(separator: "\n"), management: text.management,
                medications: [taper.order.alertMedication], locationId: taper.order.locationId,
                prescriberId: taper.order.prescriberId, rule: template.reference,
                factors: [
                    "template \(template.reference.id.rawValue)"
                        + (template.approvedBy.map { ", signed by \($0)" } ?? ", a proposal that nobody has signed")
                ],
                checks: CheckStatement(checked: ["taper"]), raisedAt: now)
        }
    }

    static func reasonResolved(_ alert: Alert, record: SupplyRecord, _ rules: MonitorRules, _ now: Instant) -> String {
        if let reason = record.closingReason { return reason }
        let order = alert.medications.first?.orderId
        let regimen = Regimen(record, path: .enteral, rules: rules)
        return tapers(in: regimen, asOf: now).contains { $0.order.orderId == order }
            ? "the taper keeps to its template again" : "the taper is over or no longer in force"
    }

    private static func tapers(in regimen: Regimen, asOf now: Instant) -> [Regimen.Interval] {
        regimen.inForce(at: now).filter { interval in
            guard interval.order.isTaper, interval.order.isSequence == true, let last = interval.order.doses.last else {
                return false
            }
            // A taper that has come to nothing deviates no more.
            return last.dailyDose != 0 || now < last.since
        }
    }

    private static func template(
        for taper: Regimen.Interval, record: SupplyRecord, risk: RiskAssessment?, rules: MonitorRules, asOf now: Instant
    ) -> TaperRules.Template {
        let began = Course.start(of: record, rules: rules, asOf: taper.from)
        let request = TaperRequest(
            dailyDoseMilligrams: taper.order.doses.first?.dailyDose ?? 0,
            courseDays: began.map { Int(max(0, taper.from.since($0).days)) },
            age: record.birthDate.map { now.day.fullYears(since: $0) }, riskPoints: risk?.points,
            startsOn: taper.from.day, patient: record.patient)
        return TaperPlanner.template(for: request, rules: rules.taper)
    }
}
