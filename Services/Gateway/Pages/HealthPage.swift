import EventContracts
import MedicationDomain

/// How the suite is: who reports, how far behind each partition is, what feeds it, and what was refused and why.
struct HealthPage: Sendable {
    struct Service: Sendable {
        let name: String
        let state: String
        let stateWord: String
        let serviceMessage: String?
        let reported: TimeView?
        let behind: Int64
        let knowledge: String
        let groups: String
        let lag: [Lag]
    }
    struct Lag: Sendable {
        let partition: Int32
        let condition: String
        let conditionWord: String
        let inputs: String
        let through: TimeView?
        let instance: String
        let troubleWord: String?
    }
    struct SourceRow: Sendable {
        let source: String
        let isGood: Bool
        let word: String
        let detail: String
        let since: TimeView?
    }
    struct Letters: Sendable {
        let topic: String
        let count: String
        let reasons: [ReasonView]
        let lookedThrough: Int
        let isPart: Bool
        let newest: TimeView?
    }
    struct ReasonView: Sendable {
        let code: String
        let number: Int
    }

    let title = "Health"
    let onHealth = true
    let checks: ChecksView
    let services: [Service]
    let sources: [SourceRow]
    let hasNoSources: Bool
    let sourcesAreUnknown: Bool
    let sourcesUnknownWord: String
    let letters: [Letters]
    let logWord: String
    let isLogGood: Bool
    let readingWord: String
    let isReadingGood: Bool
    let auditWord: String
    let isAuditGood: Bool
    let healthAsOf: TimeView

    init(_ report: HealthReport, asOf now: Instant) {
        checks = ChecksView(report.checks)
        services = report.checks.services.map { HealthPage.service($0, report, asOf: now) }
        sources = HealthPage.sources(report, asOf: now)
        sourcesAreUnknown = !report.areSourcesComplete
        sourcesUnknownWord =
            report.sources == nil
            ? "The log could not be asked what interaction-check relies on."
            : "Not all of what interaction-check said of its sources could be read: others may have failed."
        hasNoSources = sources.isEmpty && !sourcesAreUnknown
        letters = report.deadLetters.map { letters in
            let isPart = letters.records.map { $0 > Int64(letters.lookedThrough) } ?? false
            return Letters(
                topic: TopicName.deadLetters(of: letters.service).rawValue,
                count: letters.records.map(String.init) ?? "unknown",
                reasons: letters.reasons.map { ReasonView(code: $0.code, number: $0.records) },
                lookedThrough: letters.lookedThrough, isPart: isPart,
                newest: letters.newestAt.map { TimeView($0, asOf: now) })
        }
        isLogGood = report.log.isReachable
        logWord =
            isLogGood
            ? "answers within \(report.log.answeredInMilliseconds + 1) ms (cluster \(report.log.cluster ?? "unnamed"))"
            : "does not answer"
        isReadingGood = report.reading.isCaughtUp && report.reading.trouble == nil
        let state = report.reading.trouble.map { "stopped (\($0))" }
        readingWord =
            (state ?? (report.reading.isCaughtUp ? "up to date" : "not complete yet"))
            + (report.reading.unreadableRecords == 0
                ? "" : "; \(report.reading.unreadableRecords) records could not be read")
        let isStuck = report.audit.isStuck(asOf: now)
        isAuditGood = report.audit.isWritten && report.audit.unpublished != nil && !isStuck
        auditWord = HealthPage.words(on: report.audit, isStuck: isStuck)
        healthAsOf = TimeView(now, asOf: now)
    }

    private static func words(on audit: HealthReport.Audit, isStuck: Bool) -> String {
        if let trouble = audit.trouble { return "not written (\(trouble)): nothing is shown or done" }
        guard let waiting = audit.unpublished else { return "written; whether it reaches its topic is not known" }
        guard isStuck, let since = audit.unpublishedSince else { return "written" }
        return "written, but \(waiting) \(waiting == 1 ? "record waits" : "records wait") for the topic since \(since)"
    }

    private static func service(_ service: ServiceChecks, _ report: HealthReport, asOf now: Instant) -> Service {
        let partitions = report.partitions.filter { $0.service == service.service }
        return Service(
            name: service.service.rawValue, state: service.state.rawValue,
            stateWord: service.state == .unreported ? "Not reported" : Wording.sentence(service.state.rawValue),
            serviceMessage: service.state == .live ? nil : service.message,
            reported: service.lastReportAt.map { TimeView($0, asOf: now) }, behind: service.recordsBehind,
            knowledge: service.service == .gateway ? "–" : service.knowledgeVersion ?? "unknown",
            groups: "\(service.partitionCount - service.affectedPartitions.count) of \(service.partitionCount)",
            lag: partitions.map { partition in
                let inputs = partition.inputs.map { input in
                    "\(input.topic) \(input.behind.map { $0 == 0 ? "read" : "\($0) behind" } ?? "end unknown")"
                }
                return Lag(
                    partition: partition.partition, condition: partition.condition.rawValue,
                    conditionWord: Wording.sentence(partition.condition.rawValue),
                    inputs: inputs.isEmpty ? "tells nothing of its inputs" : inputs.joined(separator: ", "),
                    through: partition.inputs.compactMap(\.processedThrough).min().map { TimeView($0, asOf: now) },
                    instance: partition.instance, troubleWord: partition.trouble)
            })
    }

    /// What the checks stand on: services as interaction-check sees them, hospitals as prescribing hears them.
    private static func sources(_ report: HealthReport, asOf now: Instant) -> [SourceRow] {
        let hospitals = report.hospitals.map { hospital in
            SourceRow(
                source: hospital.source, isGood: !hospital.isQuiet, word: hospital.isQuiet ? "Quiet" : "Heard",
                detail: "a hospital system, last heard", since: TimeView(hospital.lastHeardAt, asOf: now))
        }
        let known = Set(report.hospitals.map { "hospital.\($0.source)" })
        let others = (report.sources ?? []).filter { !known.contains($0.source) }.map { source in
            SourceRow(
                source: source.source, isGood: source.condition == .reliable,
                word: source.condition == .reliable ? "Relied upon" : Wording.sentence(source.condition.rawValue),
                detail: source.condition == .reliable
                    ? "as interaction-check says since"
                    : "for \(source.affectedPartitions) of \(source.partitionCount) groups of patients, said",
                since: TimeView(source.observedAt, asOf: now))
        }
        return (others + hospitals).sorted { ($0.isGood ? 1 : 0, $0.source) < ($1.isGood ? 1 : 0, $1.source) }
    }
}
