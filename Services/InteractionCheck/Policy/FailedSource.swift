import EventContracts
import MedicationDomain

/// How much it weighs that a source of the checks cannot be relied upon, and what is to be done.
struct FailedSourceRule: Hashable, Sendable {
    struct Weight: Hashable, Sendable {
        var severity: Severity
        var interrupts: Bool
    }
    var reference: RuleReference
    var management: [String]
    /// For every condition but `reliable`.
    var weights: [SourceReport.Condition: Weight]
}

/// What is said to pharmacists while a source of the checks cannot be relied upon: of no patient, and so of all.
enum FailedSource {
    static func alert(_ report: SourceReport, _ knowledge: InteractionKnowledge, asOf now: Instant) -> Alert {
        let rule = knowledge.failedSource
        // A condition this version does not know is no reason for silence.
        let weight = rule.weights[report.condition] ?? FailedSourceRule.Weight(severity: .major, interrupts: true)
        let wait = weight.interrupts ? knowledge.escalation.wait(atLevel: 0) : nil
        let reason = "\(report.source) \(state(of: report))"
        return Alert(
            alertId: InteractionPolicy.alertID(rule.reference.id, report.patientId), patientId: report.patientId,
            kind: .checksDegraded, severity: weight.severity, interruptive: weight.interrupts,
            summary: "\(reason)\(share(report)): \(consequence(of: report))", detail: detail(report),
            management: rule.management, medications: [], rule: rule.reference,
            checks: CheckStatement(
                checked: [],
                notChecked: CheckStatement.all.map { CheckStatement.Omission(check: $0, reason: reason) }),
            raisedAt: now, dueAt: wait.map { now + $0 })
    }

    private static func state(of report: SourceReport) -> String {
        switch report.condition {
        case .reliable: "can be relied upon"
        case .quiet: "has sent nothing for longer than it should"
        case .lagging: "is behind"
        case .rebuilding: "is rebuilding"
        case .stopped: "has stopped"
        case .silent: "has gone silent"
        }
    }

    private static func share(_ report: SourceReport) -> String {
        report.affectedPartitions < report.partitionCount
            ? " for \(report.affectedPartitions) of \(report.partitionCount) groups of patients" : ""
    }

    private static func consequence(of report: SourceReport) -> String {
        switch (report.source, report.condition) {
        case (_, .quiet): "its orders, if there are any, are not checked for interactions"
        case (ServiceName.withdrawalMonitor.rawValue, _):
            "interactions are checked without knowing of withdrawal that began since"
        case (_, .lagging): "new and changed orders are checked for interactions late"
        default: "new and changed orders are not checked for interactions"
        }
    }

    private static func detail(_ report: SourceReport) -> String {
        let since = report.notCheckedSince.map { "Everything before \($0) was taken in." }
        let rest = "That no other alert stands says nothing about what came since. This alert ends by itself."
        return [since, rest].compactMap(\.self).joined(separator: " ")
    }
}
