import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport

/// The real gateway alone on a broker, and alerts as the services would raise them.
struct LoadedGateway {
    let suite: RunningSuite
    let producer: any LogProducer

    init() async throws {
        suite = try await RunningSuite()
        try suite.start(.gateway)
        try await suite.waitUntilReady(.gateway)
        producer = try suite.log.makeProducer()
    }

    static let epoch = Instant(millisecondsSince1970: 1_795_253_400_000)

    /// An invented alert; the higher the number, the later it was raised and the further down it stands.
    static func alert(_ number: Int, interruptive: Bool = false, severity: Severity = .major) -> Alert {
        let patient = PatientID("load-\(number)")
        return Alert(
            alertId: AlertID("interaction-check:baclofen-opioid:\(patient.rawValue)"), patientId: patient,
            kind: .interaction, severity: severity, interruptive: interruptive, status: .open,
            summary: "Baclofen with oxycodone: additive sedation and respiratory depression",
            detail: "Both slow the central nervous system; together they can stop breathing.",
            management: ["Ask whether the opioid is needed", "Begin low", "Watch breathing"],
            rule: RuleReference(
                id: "baclofen-opioid", version: "2026-11-01", evidence: .label,
                citations: [Citation(title: "Label", href: "https://label.example", locator: "5", retrieved: epoch.day)]
            ),
            raisedAt: epoch + .seconds(Double(number)), dueAt: epoch + .minutes(15), escalationLevel: 0)
    }

    static func record(_ alert: Alert, revision: Int = 1) throws -> OutgoingRecord {
        var event = AlertEvent(.raised, alert)
        event.stamp(revision: revision)
        let envelope = CloudEvent(
            id: "\(alert.alertId.rawValue)@\(revision)", source: ServiceName.interactionCheck.source,
            type: event.type, time: alert.raisedAt, subject: alert.patientId.rawValue, entityID: event.entityID,
            revision: revision, data: try event.encode())
        return OutgoingRecord(
            topic: .alerts(of: .interactionCheck),
            message: envelope.message(key: Array(alert.patientId.rawValue.utf8)))
    }

    func publish(_ alerts: [Alert]) async throws {
        var rest = alerts[...]
        while !rest.isEmpty {
            _ = try await producer.append(try rest.prefix(500).map { try Self.record($0) })
            rest = rest.dropFirst(500)
        }
    }

    /// As the page of the worklist counts.
    func total() async -> Int? { await list(offset: 0, limit: 1)?.total }

    /// The ids of every open alert in the order of the worklist.
    func wholeList() async throws -> [String] {
        var ids: [String] = []
        while true {
            guard let page = await list(offset: ids.count, limit: 500) else { throw CocoaError(.fileReadUnknown) }
            ids += page.ids
            if page.ids.isEmpty || ids.count >= page.total { return ids }
        }
    }

    private func list(offset: Int, limit: Int) async -> (ids: [String], total: Int)? {
        let request = LoopbackRequest(path: "/alerts?limit=\(limit)&offset=\(offset)")
        guard let answer = await request.send(to: suite.gatewayPort), answer.status == 200,
            let object = try? JSONSerialization.jsonObject(with: answer.bytes) as? [String: Any],
            let total = object["total"] as? Int, let alerts = object["alerts"] as? [[String: Any]]
        else { return nil }
        return (alerts.compactMap { $0["alertId"] as? String }, total)
    }
}
