import EventContracts
import EventLog
import MedicationDomain

/// How the suite is, looked up when somebody asks: reports, the log itself, and why records were refused.
///
/// Two clients of the log for each look, so whoever asks within a few seconds gets the look before.
actor HealthReading {
    static let worth = Span.seconds(3)
    static let codeHeader = "x-error-code"
    static let topics =
        ServiceName.allCases.map { TopicName.deadLetters(of: $0) }
        + TopicCatalog.watchingServices.map { .sources(of: $0) }

    private struct Look: Sendable {
        var at: Instant
        var deadLetters: [HealthReport.DeadLetters]
        var sources: Sources?
        var log: HealthReport.Log
    }

    private struct Sources: Sendable {
        var reports: [SourceReport]
        /// False: a topic is not there or was not read from its beginning, so that there may be others.
        var isComplete: Bool
    }

    private let model: ReadModel
    private let tail: LogTail
    private let progress: ReadingProgress
    private let audit: AuditLog
    private let now: @Sendable () -> Instant
    private var looking: Task<Look, Never>?
    private var last: Look?

    init(
        model: ReadModel, tail: LogTail, progress: ReadingProgress, audit: AuditLog,
        now: @escaping @Sendable () -> Instant
    ) {
        (self.model, self.tail, self.progress, self.audit, self.now) = (model, tail, progress, audit, now)
    }

    func report(_ checks: ChecksReport) async throws -> HealthReport {
        let look = await look()
        return HealthReport(
            checks: checks, statuses: try await model.statuses(), deadLetters: look.deadLetters,
            sources: look.sources?.reports, areSourcesComplete: look.sources?.isComplete ?? false, log: look.log,
            reading: progress.current, auditTrouble: audit.currentTrouble, auditBacklog: try? await audit.backlog(),
            asOf: now())
    }

    private func look() async -> Look {
        let instant = now()
        if let last, instant.since(last.at) < Self.worth, last.at.since(instant) < Self.worth { return last }
        let task =
            looking
            ?? Task { [tail] in
                async let sources = Self.sources(tail)
                async let letters = Self.deadLetters(tail)
                async let log = Self.state(of: tail.log)
                return Look(at: instant, deadLetters: await letters, sources: await sources, log: await log)
            }
        looking = task
        let look = await task.value
        (looking, last) = (nil, look)
        return look
    }

    private static func state(of log: any EventLog) async -> HealthReport.Log {
        let start = ContinuousClock.now
        let found = try? await withLimit(.seconds(2)) { try await log.clusterID() }
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let id = found.flatMap(\.self)
        return HealthReport.Log(
            isReachable: id != nil, cluster: id,
            answeredInMilliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    // MARK: What is relied upon

    /// What interaction-check stands on, as it last said; nil when the log could not be asked.
    private static func sources(_ tail: LogTail) async -> Sources? {
        let found = try? await withLimit(LogTail.limit) { () -> Sources in
            var (places, isComplete): ([TopicPartition], Bool) = ([], true)
            for service in TopicCatalog.watchingServices {
                let partitions = try await tail.partitions(of: .sources(of: service))
                places += partitions ?? []
                isComplete = isComplete && partitions != nil
            }
            let said = try await tail.read(places, most: GatewayLimits.sourceRecords, HealthReading.said)
            var newest: [String: (revision: Int, report: SourceReport)] = [:]
            for word in said.elements {
                // What cannot be read may have told of another source.
                guard let word else {
                    isComplete = false
                    continue
                }
                if let known = newest[word.report.source], known.revision > word.revision { continue }
                newest[word.report.source] = word
            }
            return Sources(
                reports: newest.values.map(\.report).sorted { $0.source < $1.source },
                isComplete: isComplete && !said.isCut)
        }
        return found.flatMap(\.self)
    }

    /// What a record says of a source; nil inside when it cannot be read, and nil at all when it says nothing.
    @Sendable private static func said(_ record: Record) -> (revision: Int, report: SourceReport)?? {
        guard record.message.value != nil else { return nil }
        do {
            let event = try CloudEvent(record.message)
            guard let data = event.data, SourceReport.types.contains(event.type) else { return nil }
            return .some((event.revision ?? 0, try SourceReport.decode(data, type: event.type)))
        } catch {
            return .some(nil)
        }
    }

    // MARK: What was refused

    private struct Letter: Sendable {
        var topic: TopicName
        var code: String
        var at: Instant
    }

    /// How many there are, and the reasons of the newest: headers of ours, never a value or a key.
    private static func deadLetters(_ tail: LogTail) async -> [HealthReport.DeadLetters] {
        let found = try? await withLimit(LogTail.limit) { () -> [HealthReport.DeadLetters] in
            var places: [ServiceName: [TopicPartition]] = [:]
            for service in ServiceName.allCases {
                places[service] = try await tail.partitions(of: .deadLetters(of: service))
            }
            let all = places.values.flatMap(\.self)
            let ranges = try await tail.log.offsets(of: all)
            let letters = try await tail.read(all, most: GatewayLimits.deadLetterRecords, HealthReading.letter)
            return ServiceName.allCases.map { service in
                // A topic that is not there, or of which a part was not told: not known, and never none.
                let told = places[service].map { $0.compactMap { ranges[$0] } }
                guard let told, told.count == places[service]?.count else {
                    return HealthReport.DeadLetters(service: service)
                }
                let topic = TopicName.deadLetters(of: service)
                let records = told.reduce(0) { $0 + $1.end - $1.earliest }
                return HealthReport.DeadLetters(
                    service, records: records,
                    letters: letters.elements.filter { $0.topic == topic }.map { ($0.code, $0.at) })
            }
        }
        return found.flatMap(\.self) ?? ServiceName.allCases.map { HealthReport.DeadLetters(service: $0) }
    }

    @Sendable private static func letter(_ record: Record) -> Letter {
        // Ours are the last: what came before, the sender may have written.
        let header = record.message.headers.last { $0.name == codeHeader }?.value
        let code = header.flatMap { String(validating: $0, as: UTF8.self) }
        return Letter(
            topic: record.topic, code: AlertResponse.Reason.label(code.map { AlertResponse.Reason(code: $0) }),
            at: record.timestamp)
    }
}

extension HealthReport.DeadLetters {
    fileprivate init(_ service: ServiceName, records: Int64, letters: [(code: String, at: Instant)]) {
        let reasons = Dictionary(grouping: letters, by: \.code).map {
            HealthReport.Reason(code: $0.key, records: $0.value.count)
        }
        self.init(
            service: service, records: records, lookedThrough: letters.count, newestAt: letters.map(\.at).max(),
            reasons: reasons.sorted { ($1.records, $0.code) < ($0.records, $1.code) })
    }
}
