import EventContracts
import EventLog
import MedicationDomain

/// Open alerts as `interaction-check` raises them, one for each invented patient.
struct InventedAlerts: Sendable {
    let begin: Instant

    func records(_ range: Range<Int>) throws -> [OutgoingRecord] { try range.map { try record(alert($0)) } }

    /// The higher the number, the later it was raised.
    func alert(_ number: Int) -> Alert {
        let patient = PatientID("bench-worklist-\(number / 4)")
        let severities = Severity.allCases
        let severity = severities[number * 7 % severities.count]
        return Alert(
            alertId: AlertID("interaction-check:rule-\(number % 13):bench-worklist-\(number)"), patientId: patient,
            kind: .interaction, severity: severity, interruptive: severity == .major && number.isMultiple(of: 3),
            status: .open, summary: "Baclofen with oxycodone: additive sedation and respiratory depression",
            detail: "Both slow the central nervous system; together they can stop breathing.",
            management: ["Ask whether the opioid is needed", "Begin low", "Watch breathing"],
            rule: RuleReference(
                id: RuleID("rule-\(number % 13)"), version: "2026-11-01", evidence: .label,
                citations: [Citation(title: "Label", href: "https://label.example", locator: "5", retrieved: begin.day)]
            ),
            raisedAt: begin - .seconds(Double(100_000 - number % 100_000)), dueAt: begin + .minutes(15),
            escalationLevel: 0)
    }

    private func record(_ alert: Alert) throws -> OutgoingRecord {
        var event = AlertEvent(.raised, alert)
        event.stamp(revision: 1)
        let envelope = CloudEvent(
            id: "\(alert.alertId.rawValue)@1", source: ServiceName.interactionCheck.source, type: event.type,
            time: alert.raisedAt, subject: alert.patientId.rawValue, entityID: event.entityID, revision: 1,
            data: try event.encode())
        let key = Array(alert.patientId.rawValue.utf8)
        return OutgoingRecord(
            topic: .alerts(of: .interactionCheck),
            partition: Partitioner.partition(forKey: key, count: TopicCatalog.defaultPartitionCount),
            message: envelope.message(key: key))
    }
}
