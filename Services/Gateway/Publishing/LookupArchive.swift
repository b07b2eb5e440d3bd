import EventContracts
import EventLog
import Foundation
import MedicationDomain

/// What people asked cost-assistance, and what it answered, as long as the topics keep it and nowhere else: income and
/// household stand there.
struct LookupArchive: Sendable {
    struct Lookup: Hashable, Sendable {
        var id: String
        var at: Instant
        var request: AssistanceRequest
    }
    struct Listing: Hashable, Sendable {
        /// Newest first.
        var lookups: [Lookup]
        /// There were more records than are looked through.
        var isCut: Bool
    }

    static let limit = Duration.seconds(4)

    let log: any EventLog

    /// The newest look-ups of people; nil when the log could not be asked in time.
    func newest() async -> Listing? {
        let found = try? await withLimit(LookupArchive.limit) { try await list() }
        return found.flatMap(\.self)
    }

    /// One look-up with its answer as it was given; nil when the topics no longer have both.
    func find(_ id: String) async throws -> (lookup: Lookup, answer: AssistanceDetermination)? {
        guard UUID(uuidString: id) != nil else { return nil }
        return try await withLimit(LookupArchive.limit) { () -> (Lookup, AssistanceDetermination)? in
            let questions = try await events(on: .requests(to: .costAssistance), keyed: id)
            let replies = try await events(on: .replies(of: .costAssistance), keyed: id)
            guard let lookup = questions.compactMap(LookupArchive.lookup).last,
                let reply = replies.last(where: {
                    $0.correlationID == id && AssistanceDetermination.types.contains($0.type)
                }),
                let data = reply.data
            else { return nil }
            return (lookup, try AssistanceDetermination.decode(data, type: reply.type))
        }.flatMap(\.self)
    }

    private func list() async throws -> Listing {
        let topic = TopicName.requests(to: .costAssistance)
        let partitions = (0..<Int32(try await log.partitionCount(of: topic) ?? 0)).map { TopicPartition(topic, $0) }
        let tail = try await LogTail.read(partitions, most: GatewayLimits.historyRecords, of: log)
        var newest: [Lookup] = []
        for record in tail.records {
            guard let event = try? CloudEvent(record.message), let lookup = LookupArchive.lookup(event) else {
                continue
            }
            newest.append(lookup)
        }
        newest.sort { ($1.at, $1.id) < ($0.at, $0.id) }
        return Listing(
            lookups: Array(newest.prefix(GatewayLimits.historyRows)),
            isCut: tail.isCut || newest.count > GatewayLimits.historyRows)
    }

    /// A key has one partition, so that one question is found without reading all of them.
    private func events(on topic: TopicName, keyed id: String) async throws -> [CloudEvent] {
        guard let count = try await log.partitionCount(of: topic), count > 0 else { return [] }
        let key = Array(id.utf8)
        let place = TopicPartition(topic, Partitioner.partition(forKey: key, count: count))
        let tail = try await LogTail.read([place], most: GatewayLimits.historyRecords, of: log)
        return tail.records.filter { $0.message.key == key }.compactMap { try? CloudEvent($0.message) }
    }

    /// Nil for what no person asked: the rows of a file, and the questions of other systems.
    private static func lookup(_ event: CloudEvent) -> Lookup? {
        guard event.source == ServiceName.gateway.source, AssistanceRequest.types.contains(event.type),
            let data = event.data, let at = event.time, let id = event.correlationID,
            let request = try? AssistanceRequest.decode(data, type: event.type), request.askedBy != nil
        else { return nil }
        return Lookup(id: id, at: at, request: request)
    }
}

/// The last records of partitions, read without a group and no further than they reach now.
enum LogTail {
    struct Tail: Sendable {
        var records: [Record] = []
        /// Older records were left out.
        var isCut = false
    }

    /// - Parameter most: of each partition.
    static func read(_ partitions: [TopicPartition], most: Int64, of log: any EventLog) async throws -> Tail {
        let ranges = try await log.offsets(of: partitions).filter { $0.value.earliest < $0.value.end }
        var tail = Tail(isCut: ranges.values.contains { $0.end - $0.earliest > most })
        guard !ranges.isEmpty else { return tail }
        var missing = ranges.mapValues(\.end)
        let reader = try log.makeReader(
            from: ranges.mapValues { .offset(max($0.earliest, $0.end - most)) })
        do {
            while !missing.isEmpty, !Task.isCancelled, let records = try await reader.next(waiting: .milliseconds(250))
            {
                for record in records {
                    guard let end = ranges[record.partition]?.end else { continue }
                    if record.offset < end { tail.records.append(record) }
                    if record.offset + 1 >= end { missing[record.partition] = nil }
                }
            }
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
        return tail
    }
}
