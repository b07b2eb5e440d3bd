import EventContracts
import MedicationDomain

/// How the suite is: who reports, how far behind it is, by which knowledge, and what it refused.
struct HealthPage: Sendable {
    struct Service: Sendable {
        let name: String
        let state: String
        let stateWord: String
        let serviceMessage: String?
        let reported: TimeView?
        let behind: Int64
        let knowledge: String
        let refused: String
        let groups: String
    }

    let title = "Health"
    let onHealth = true
    let checks: ChecksView
    let services: [Service]
    let isReadCompletely: Bool
    let readingTrouble: String?
    let unreadable: Int
    let healthAsOf: TimeView

    init(
        _ report: ChecksReport, deadLetters: [DeadLetterCounter.Count], reading: ReadingProgress.State,
        asOf now: Instant
    ) {
        checks = ChecksView(report)
        services = report.services.map { service in
            let refused = deadLetters.first { $0.service == service.service }?.records
            return Service(
                name: service.service.rawValue, state: service.state.rawValue,
                stateWord: service.state == .unreported ? "Not reported" : Wording.sentence(service.state.rawValue),
                serviceMessage: service.state == .live ? nil : service.message,
                reported: service.lastReportAt.map { TimeView($0, asOf: now) }, behind: service.recordsBehind,
                knowledge: service.knowledgeVersion ?? "unknown", refused: refused.map(String.init) ?? "unknown",
                groups: "\(service.partitionCount - service.affectedPartitions.count) of \(service.partitionCount)")
        }
        (isReadCompletely, readingTrouble) = (reading.isCaughtUp, reading.trouble)
        unreadable = reading.unreadableRecords
        healthAsOf = TimeView(now, asOf: now)
    }
}
