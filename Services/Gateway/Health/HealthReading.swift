import EventContracts
import EventLog
import MedicationDomain

/// How the suite is, looked up when somebody asks: reports, the log itself, and why records were refused.
struct HealthReading: Sendable {
    static let limit = Duration.seconds(4)
    static let codeHeader = "x-error-code"
    static let topics =
        ServiceName.allCases.map { TopicName.deadLetters(of: $0) }
        + TopicCatalog.watchingServices.map { .sources(of: $0) }

    let model: ReadModel
    let log: any EventLog
    let progress: ReadingProgress
    let audit: AuditLog
    let now: @Sendable () -> Instant

    func report(_ checks: ChecksReport) async throws -> HealthReport {
        let statuses = try await model.statuses()
        async let sources = sources()
        async let letters = deadLetters()
        async let cluster = cluster()
        return HealthReport(
            checks: checks, statuses: statuses, deadLetters: await letters, sources: await sources,
            log: await cluster, reading: progress.current, auditTrouble: audit.currentTrouble, asOf: now())
    }

    private func cluster() async -> HealthReport.Log {
        let clock = ContinuousClock()
        let start = clock.now
        let id = try? await withLimit(.seconds(2)) { try await log.clusterID() }
        let (seconds, attoseconds) = (clock.now - start).components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        return HealthReport.Log(
            isReachable: id.flatMap(\.self) != nil, cluster: id.flatMap(\.self), answeredInMilliseconds: milliseconds)
    }

    /// What interaction-check stands on, as it last said; nil when the log could not be asked.
    private func sources() async -> [SourceReport]? {
        let found = try? await withLimit(Self.limit) { () -> [SourceReport] in
            var newest: [String: (revision: Int, report: SourceReport)] = [:]
            for topic in TopicCatalog.watchingServices.map({ TopicName.sources(of: $0) }) {
                for record in try await LogTail.read(try await places(of: topic), most: 500, of: log).records {
                    guard let event = try? CloudEvent(record.message), let data = event.data,
                        SourceReport.types.contains(event.type),
                        let report = try? SourceReport.decode(data, type: event.type)
                    else { continue }
                    let revision = event.revision ?? 0
                    if let known = newest[report.source], known.revision > revision { continue }
                    newest[report.source] = (revision, report)
                }
            }
            return newest.values.map(\.report).sorted { $0.source < $1.source }
        }
        return found.flatMap(\.self)
    }

    private func deadLetters() async -> [HealthReport.DeadLetters] {
        await withTaskGroup(of: HealthReport.DeadLetters.self) { group in
            for service in ServiceName.allCases {
                group.addTask {
                    let found = try? await withLimit(Self.limit) { try await letters(of: service) }
                    return found.flatMap(\.self) ?? HealthReport.DeadLetters(service: service)
                }
            }
            var all: [HealthReport.DeadLetters] = []
            for await one in group { all.append(one) }
            let order = ServiceName.allCases
            return all.sorted { (order.firstIndex(of: $0.service) ?? 0) < (order.firstIndex(of: $1.service) ?? 0) }
        }
    }

    /// How many there are, and the reasons of the newest: headers of ours, never a value or a key.
    private func letters(of service: ServiceName) async throws -> HealthReport.DeadLetters {
        let places = try await places(of: .deadLetters(of: service))
        let ranges = try await log.offsets(of: places)
        let tail = try await LogTail.read(places, most: GatewayLimits.deadLetterRecords, of: log)
        var (reasons, newest): ([String: Int], Instant?) = ([:], nil)
        for record in tail.records {
            // Ours are the last: what came before, the sender may have written.
            let header = record.message.headers.last { $0.name == Self.codeHeader }?.value
            let code = header.flatMap { String(validating: $0, as: UTF8.self) }
            reasons[AlertResponse.Reason.label(code.map { AlertResponse.Reason(code: $0) }), default: 0] += 1
            newest = max(newest ?? record.timestamp, record.timestamp)
        }
        return HealthReport.DeadLetters(
            service: service, records: ranges.values.reduce(0) { $0 + $1.end - $1.earliest },
            lookedThrough: tail.records.count, newestAt: newest,
            reasons: reasons.map { HealthReport.Reason(code: $0.key, records: $0.value) }
                .sorted { ($1.records, $0.code) < ($0.records, $1.code) })
    }

    private func places(of topic: TopicName) async throws -> [TopicPartition] {
        (0..<Int32(try await log.partitionCount(of: topic) ?? 0)).map { TopicPartition(topic, $0) }
    }
}
