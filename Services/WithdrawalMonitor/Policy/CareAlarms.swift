import EventContracts
import MedicationDomain

/// All alarms that stand on signs, pump visits, hospital days and claims, put together in one place.
enum CareAlarms {
    static let kind = "care"
    static let subject = "next"

    /// What the alarms are judged by.
    struct Picture: Sendable {
        var record: SupplyRecord
        var care: CareFacts
        var supply: SupplyState?
        var risk: RiskAssessment?
        var isHighRisk: Bool
        var stops: [StopFinding]
        var rules: MonitorRules
        var now: Instant

        /// Until its watch is over; after that only an interruption that was noticed in time and nobody has answered.
        func isOfConcern(_ id: AlertID, from start: Instant, seenAt: Instant, days: Double) -> Bool {
            let end = start + .days(days)
            if now < end { return true }
            guard seenAt < end, let alert = record.alerts[id] else { return false }
            return alert.answer == nil && alert.interruptive
        }

        var riskFactors: [String] { (risk?.factors ?? []).map { "risk: \($0)" } }
        var hasPumpOrder: Bool { record.orders.contains { $0.path == .intrathecal } }
        func regimen(_ path: Regimen.Path) -> Regimen { Regimen(record, path: path, rules: rules) }
    }

    /// What one policy has to say: its alarms, when to look again, and why one of them ends.
    struct Verdict: Sendable {
        var alerts: [Alert] = []
        var moments: [Instant] = []
    }

    static func verdict(_ picture: Picture) -> Verdict {
        guard !picture.record.isClosed else { return Verdict() }
        let parts = [
            SymptomPolicy.verdict(picture), PumpRefillPolicy.verdict(picture), PumpVisitPolicy.verdict(picture),
            MissedDosePolicy.verdict(picture), EnteralRoutePolicy.verdict(picture), TransferPolicy.verdict(picture),
            NewbornPolicy.verdict(picture), OralToPumpPolicy.verdict(picture), ClaimPolicy.verdict(picture),
        ]
        return Verdict(alerts: parts.flatMap(\.alerts), moments: parts.flatMap(\.moments))
    }

    /// One deadline for all: the next moment at which any of them may change.
    static func deadline(_ verdict: Verdict, asOf now: Instant) -> Deadline? {
        verdict.moments.filter { $0 > now }.min().map { Deadline(kind: kind, subject: subject, due: $0) }
    }

    /// Nil for alarms of other policies.
    static func reasonResolved(_ alert: Alert, _ picture: Picture) -> String? {
        if let reason = picture.record.closingReason { return reason }
        let id = alert.alertId.rawValue
        let reasons: [(String, (Picture) -> String)] = [
            (SymptomPolicy.name, SymptomPolicy.reasonResolved),
            (PumpRefillPolicy.name, PumpRefillPolicy.reasonResolved),
            (PumpVisitPolicy.faultName, PumpVisitPolicy.faultResolved),
            (PumpVisitPolicy.watchName, PumpVisitPolicy.watchResolved),
            (PumpVisitPolicy.scanName, PumpVisitPolicy.scanResolved),
            (PumpVisitPolicy.concentrationName, PumpVisitPolicy.concentrationResolved),
            (MissedDosePolicy.name, MissedDosePolicy.reasonResolved),
            (EnteralRoutePolicy.name, EnteralRoutePolicy.reasonResolved),
            (TransferPolicy.admissionName, TransferPolicy.admissionResolved),
            (TransferPolicy.dischargeName, TransferPolicy.dischargeResolved),
            (NewbornPolicy.name, NewbornPolicy.reasonResolved),
            (OralToPumpPolicy.name, OralToPumpPolicy.reasonResolved),
            (ClaimPolicy.name, ClaimPolicy.reasonResolved),
        ]
        let found = reasons.first { id.hasPrefix(prefix($0.0)) }
        return found.map { $0.1(picture) }
    }

    static func alertID(_ name: String, _ record: SupplyRecord) -> AlertID {
        AlertID(prefix(name) + record.patient.rawValue)
    }

    private static func prefix(_ name: String) -> String { "\(ServiceName.withdrawalMonitor.rawValue):\(name):" }
}

extension CareAlarms.Picture {
    /// An alarm with what all of them say alike.
    func alert(
        _ name: String, _ kind: AlertKind, _ severity: Severity, interruptive: Bool, _ text: RuleText,
        summary: String, detail: String, factors: [String], path: Regimen.Path,
        notChecked: [CheckStatement.Omission] = []
    ) -> Alert {
        let order = order(path)
        return Alert(
            alertId: CareAlarms.alertID(name, record), patientId: record.patient, kind: kind, severity: severity,
            interruptive: interruptive, summary: summary, detail: detail, management: text.management,
            medications: [order?.alertMedication ?? AlertMedication(text: "baclofen")],
            encounterId: order?.encounterId, locationId: order?.locationId, prescriberId: order?.prescriberId,
            rule: text.reference, factors: factors, checks: CheckStatement(checked: [name], notChecked: notChecked),
            raisedAt: now)
    }

    /// The newest order of a path: the one in force, else the last.
    private func order(_ path: Regimen.Path) -> StoredOrder? {
        record.orders.filter { $0.path == path && $0.activeSince != nil && $0.status != .retracted }.max {
            left, right in
            let (first, second) = (left.endedAt == nil ? 1 : 0, right.endedAt == nil ? 1 : 0)
            return (first, left.activeSince ?? .distantFuture, left.orderId)
                < (second, right.activeSince ?? .distantFuture, right.orderId)
        }
    }

    /// The stay that is open now, the earliest of several.
    var openStay: StoredStay? {
        Stays.pausing(record.stays, rules: rules.supply).first {
            $0.startedAt <= now && $0.endedAt.map { now < $0 } ?? true
        }
    }
}
