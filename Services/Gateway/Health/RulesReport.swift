import EventContracts
import MedicationDomain

/// What the rules do and by which knowledge, for programs and for the page; nothing of a patient.
struct RulesReport: Encodable, Sendable {
    struct Measure: Encodable, Sendable {
        let service: String
        let rule: String
        let alerts: Int
        let interruptions: Int
        let waiting: Int
        let acknowledged: Int
        let overridden: Int
        let overridesByReason: [String: Int]
        let overrideShare: Double?
        let isFlagged: Bool
        let medianSecondsToAnswer: Double?
        let ninthDecileSecondsToAnswer: Double?
    }
    struct Knowledge: Encodable, Sendable {
        let service: ServiceName
        /// Several while instances with other knowledge are at work.
        let versions: [String]
        let hash: String
        let entries: Int?
        let stale: Int?
        let staleIDs: [String]
        let nextReviewBy: CalendarDay?
        let partitions: Int
        let rejudging: Int
    }
    struct Shadow: Encodable, Sendable {
        let service: ServiceName
        let version: String
        let counts: [ServiceStatus.Shadow.Count]
    }

    let asOf: Instant
    let measures: [Measure]
    let knowledge: [Knowledge]
    let shadows: [Shadow]

    init(_ measures: [RuleMeasure], statuses: [ServiceStatus], asOf: Instant) {
        self.asOf = asOf
        self.measures = measures.map { measure in
            Measure(
                service: measure.name.service, rule: measure.name.rule, alerts: measure.alerts,
                interruptions: measure.interruptions, waiting: measure.waiting, acknowledged: measure.acknowledged,
                overridden: measure.overridden, overridesByReason: measure.overrides,
                overrideShare: measure.overrideShare, isFlagged: measure.isFlagged,
                medianSecondsToAnswer: measure.wait(percentile: 50),
                ninthDecileSecondsToAnswer: measure.wait(percentile: 90))
        }
        let byService = Dictionary(grouping: statuses, by: \.service)
        knowledge = TopicCatalog.alertingServices.compactMap { service in
            guard let reports = byService[service], let newest = reports.max(by: { $0.reportedAt < $1.reportedAt })
            else { return nil }
            return Knowledge(
                service: service, versions: Set(reports.map(\.knowledgeVersion)).sorted(),
                hash: String(newest.knowledgeHash.prefix(12)), entries: newest.knowledge?.entries,
                stale: newest.knowledge?.stale, staleIDs: newest.knowledge?.staleIDs ?? [],
                nextReviewBy: newest.knowledge?.nextReviewBy, partitions: reports.count,
                rejudging: reports.count { $0.phase == .rejudging })
        }
        shadows = TopicCatalog.alertingServices.compactMap { service in
            let reports = (byService[service] ?? []).filter { $0.shadow != nil }
            guard let version = reports.max(by: { $0.reportedAt < $1.reportedAt })?.shadow?.version else { return nil }
            // Every partition of an instance tells the instance's counts: one report of each instance is enough.
            let instances = Dictionary(grouping: reports, by: \.instance).values.compactMap { reports in
                reports.max { $0.reportedAt < $1.reportedAt }?.shadow
            }
            var counts: [String: ServiceStatus.Shadow.Count] = [:]
            for count in instances.filter({ $0.version == version }).flatMap(\.counts) {
                let key = "\(count.rule)\n\(count.difference)"
                let (sum, isOver) = (counts[key]?.count ?? 0).addingReportingOverflow(count.count)
                counts[key] = .init(rule: count.rule, difference: count.difference, count: isOver ? .max : sum)
            }
            return Shadow(
                service: service, version: version,
                counts: counts.values.sorted { ($1.count, $0.rule, $0.difference) < ($0.count, $1.rule, $1.difference) }
            )
        }
    }
}
