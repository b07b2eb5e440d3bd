import EventContracts
import MedicationDomain

/// What is due about a case, as an alert on the worklist: the programme and the day, nothing of the household.
enum CaseReminder {
    static func prefix(_ patient: PatientID) -> String { "cost-assistance:case:\(patient.rawValue):" }

    static func alert(_ standing: AssistanceCase, rules: CaseRules, asOf now: Instant) -> Alert? {
        guard let from = CasePolicy.reminderFrom(standing, rules), from <= now, let text = text(standing) else {
            return nil
        }
        var factors = standing.dueOn.map { ["due on \($0)"] } ?? []
        if let until = standing.until { factors.append("approved until \(until)") }
        let missing = standing.missingDocuments
        let documents = missing.isEmpty ? [] : ["Still missing: \(missing.joined(separator: ", "))."]
        return Alert(
            alertId: AlertID(prefix(standing.patientId) + standing.caseId), patientId: standing.patientId,
            kind: .affordability, severity: rules.severity, interruptive: false, summary: text,
            detail: "\(standing.decidedBy) decides. \(standing.how)", management: rules.management + documents,
            medications: [], rule: rules.reference, factors: factors,
            checks: CheckStatement(checked: ["assistance-case"], notChecked: []), raisedAt: now)
    }

    private static func text(_ standing: AssistanceCase) -> String? {
        let day = standing.dueOn.map { " by \($0)" } ?? ""
        switch standing.state {
        case .open: return "\(standing.programName): the application is to be sent\(day)"
        case .submitted: return "\(standing.programName): no decision yet, ask for it"
        case .approved: return "\(standing.programName): to be renewed\(standing.until.map { " before \($0)" } ?? "")"
        case .expired: return "\(standing.programName): the approval has ended"
        case .denied, .closed: return nil
        }
    }
}
