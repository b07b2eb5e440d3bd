import AuditTrail
import EventContracts
import MedicationDomain

/// How the suite is, partition by partition, for programs and for the page; nothing of a patient.
struct HealthReport: Encodable, Sendable {
    struct Reason: Encodable, Hashable, Sendable {
        let code: String
        let records: Int
    }
    struct DeadLetters: Encodable, Hashable, Sendable {
        let service: ServiceName
        /// Nil when the log could not be asked, or knows no such topic.
        var records: Int64?
        /// So many of the newest were looked at for their reasons.
        var lookedThrough = 0
        var newestAt: Instant?
        var reasons: [Reason] = []
    }
    struct Input: Encodable, Sendable {
        let topic: TopicName
        let nextOffset: Int64
        let endOffset: Int64?
        let behind: Int64?
        let processedThrough: Instant?
    }
    struct Partition: Encodable, Sendable {
        let service: ServiceName
        let partition: Int32
        let condition: ServiceStatus.Condition
        let trouble: String?
        let instance: String
        let epoch: Int?
        let reportedAt: Instant
        let inputs: [Input]
    }
    struct Hospital: Encodable, Sendable {
        let source: String
        let lastHeardAt: Instant
        let isQuiet: Bool
    }
    struct Log: Encodable, Sendable {
        let isReachable: Bool
        let cluster: String?
        let answeredInMilliseconds: Int64
    }
    struct Reading: Encodable, Sendable {
        let isCaughtUp: Bool
        let trouble: String?
        let unreadableRecords: Int
    }
    struct Audit: Encodable, Sendable {
        /// Longer than that no record waits for the topic while all is well.
        static let patience = Span.minutes(5)

        let isWritten: Bool
        let trouble: String?
        /// Records that have not reached the topic; nil when that is not known.
        let unpublished: Int?
        let unpublishedSince: Instant?

        func isStuck(asOf now: Instant) -> Bool {
            unpublishedSince.map { now.since($0) > Self.patience } ?? false
        }
    }

    let asOf: Instant
    let checks: ChecksReport
    let deadLetters: [DeadLetters]
    let partitions: [Partition]
    /// What interaction-check stands on; nil when the log could not be asked.
    let sources: [SourceReport]?
    /// False: there may be others, and what they are is not known.
    let areSourcesComplete: Bool
    let hospitals: [Hospital]
    let log: Log
    let reading: Reading
    let audit: Audit

    init(
        checks: ChecksReport, statuses: [ServiceStatus], deadLetters: [DeadLetters], sources: [SourceReport]?,
        areSourcesComplete: Bool, log: Log, reading: ReadingProgress.State, auditTrouble: String?,
        auditBacklog: AuditBacklog?, asOf now: Instant
    ) {
        (asOf, self.checks, self.deadLetters, self.sources, self.log) = (now, checks, deadLetters, sources, log)
        self.areSourcesComplete = areSourcesComplete && sources != nil
        partitions = statuses.filter { $0.service != .gateway }.map { status in
            Partition(
                service: status.service, partition: status.partition, condition: status.condition(asOf: now),
                trouble: status.trouble, instance: status.instance, epoch: status.epoch,
                reportedAt: status.reportedAt,
                inputs: status.inputs.map { input in
                    let distance = input.endOffset?.subtractingReportingOverflow(input.nextOffset)
                    return Input(
                        topic: input.topic, nextOffset: input.nextOffset, endOffset: input.endOffset,
                        behind: distance.map { $0.overflow ? .max : max(0, $0.partialValue) },
                        processedThrough: input.processedThrough)
                })
        }
        var newest: [String: ServiceStatus.SourceActivity] = [:]
        for activity in statuses.flatMap(\.sources)
        where newest[activity.source].map({ $0.lastHeardAt < activity.lastHeardAt }) ?? true {
            newest[activity.source] = activity
        }
        hospitals = newest.values.map {
            Hospital(source: $0.source, lastHeardAt: $0.lastHeardAt, isQuiet: $0.isQuiet)
        }.sorted { ($0.isQuiet ? 0 : 1, $0.source) < ($1.isQuiet ? 0 : 1, $1.source) }
        self.reading = Reading(
            isCaughtUp: reading.isCaughtUp, trouble: reading.trouble, unreadableRecords: reading.unreadableRecords)
        audit = Audit(
            isWritten: auditTrouble == nil, trouble: auditTrouble, unpublished: auditBacklog?.count,
            unpublishedSince: auditBacklog?.since)
    }
}
