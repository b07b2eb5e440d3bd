import EventContracts
import EventLog
import Logging
import MedicationDomain

/// Watches what a service's verdicts stand on, and says on the service's `sources` topic when it cannot be relied upon.
///
/// One instance does it: the owner of the first partition. Two may believe to be that for a moment; both look at what
/// was said, so that the last word is right. What was said is an event like any other: the service hears it, and stores
/// what follows from it, as it does with facts about patients.
struct SourceWatch {
    private static let interval = Span.seconds(2)
    private let environment: WorkerEnvironment

    init(_ environment: WorkerEnvironment) { self.environment = environment }

    private var clock: RuntimeClock { environment.configuration.clock }
    private var topic: TopicName { .sources(of: environment.definition.name) }
    private var isOurs: Bool { environment.health.partitions[0] != nil }

    /// Runs until cancelled; what goes wrong is tried again.
    func run() async throws {
        while true {
            try await clock.pause()
            guard isOurs else { continue }
            do {
                try await watch()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                let code = (error as? LogError)?.code ?? "unexpected"
                environment.logger.warning("sources not watched", metadata: ["reason": "\(code)"])
                for _ in 0..<20 { try await clock.pause() }
            }
        }
    }

    /// From taking the watch over to giving it away.
    private func watch() async throws {
        let places = try await places()
        let count = environment.identity.partitionCount
        var board = SourceBoard(watching: environment.definition.watches, partitionCount: count)
        // These topics keep the newest of each key: they are short, and what was said last stands in them.
        var positions = try await environment.log.readAll(places) { board.take($0) }
        let reader = try environment.log.makeReader(from: positions.mapValues { .offset($0) })
        do {
            var next = clock.now()
            while isOurs, let records = try await reader.next(waiting: .milliseconds(100)) {
                for record in records {
                    board.take(record)
                    positions[record.partition] = record.offset + 1
                }
                let now = clock.now()
                // A clock that is put back must not stop the watch until it is as late again.
                guard now >= next || next.since(now) > Self.interval else {
                    try await clock.pause()
                    continue
                }
                // Nobody is called silent on the strength of what has not been read yet.
                let ends = try await environment.log.ends(of: Array(positions.keys))
                guard positions.allSatisfy({ $1 >= ends[$0] ?? 0 }) else { continue }
                next = now.advanced(by: Self.interval)
                try await say(board.changes(asOf: now), on: &board)
                environment.health.setSourcesWatched(at: now)
            }
        } catch {
            await close(reader)
            throw error
        }
        await close(reader)
    }

    private func close(_ reader: any LogReader) async {
        environment.health.setSourcesWatched(at: nil)
        await reader.close()
    }

    private func places() async throws -> [TopicPartition] {
        var places: [TopicPartition] = []
        for topic in environment.definition.watches.map({ TopicName.status(of: $0) }) + [topic] {
            guard let count = try await environment.log.partitionCount(of: topic) else {
                throw LogError(.retry, code: "no-topic", message: "there is no topic \(topic)")
            }
            places += (0..<Int32(count)).map { TopicPartition(topic, $0) }
        }
        return places
    }

    private func say(_ changes: [SourceBoard.Change], on board: inout SourceBoard) async throws {
        guard !changes.isEmpty else { return }
        try await environment.producer.append(try changes.map(record))
        for change in changes {
            board.note(change)
            // A hospital system's name comes from outside, and stays out of the logs.
            let service = ServiceName(rawValue: change.report.source)?.rawValue ?? "hospital"
            environment.logger.warning(
                "a source the checks stand on changed",
                metadata: ["service": "\(service)", "status": "\(change.report.condition.rawValue)"])
        }
    }

    private func record(_ change: SourceBoard.Change) throws -> OutgoingRecord {
        let (report, source) = (change.report, environment.definition.name.source)
        let id = Fingerprint.hexadecimal("\(source)\n\(report.source)\n\(change.revision)", bytes: 16)
        let event = CloudEvent(
            id: id, source: source, type: report.type, time: report.observedAt, subject: report.patientId.rawValue,
            entityID: report.entityID, revision: change.revision,
            traceParent: Fingerprint.traceParent(continuing: nil, event: id), data: try report.encode())
        return OutgoingRecord(topic: topic, message: event.message(key: Array(report.patientId.rawValue.utf8)))
    }
}
