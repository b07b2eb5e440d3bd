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
        /// There were more than are listed or looked through.
        var isCut: Bool
    }

    let tail: LogTail

    /// The newest look-ups of people; nil when the log could not be asked in time.
    func newest() async -> Listing? {
        let found = try? await withLimit(LogTail.limit) { () -> Listing in
            let partitions = try await partitions(of: .requests(to: .costAssistance))
            let found = try await tail.read(partitions, most: GatewayLimits.historyRecords, LookupArchive.lookup)
            let newest = found.elements.sorted { ($1.at, $1.id) < ($0.at, $0.id) }
            return Listing(
                lookups: Array(newest.prefix(GatewayLimits.historyRows)),
                isCut: found.isCut || newest.count > GatewayLimits.historyRows)
        }
        return found.flatMap(\.self)
    }

    /// One look-up with its answer as it was given; nil when the topics no longer have both.
    ///
    /// Throws `LogError` when the log does not answer.
    func find(_ id: String) async throws -> (lookup: Lookup, answer: AssistanceDetermination)? {
        guard UUID(uuidString: id) != nil else { return nil }
        let found = try await withLimit(LogTail.limit) { () -> (Lookup, AssistanceDetermination)? in
            let asked = try await tail.read(
                place(of: id, on: .requests(to: .costAssistance)), most: GatewayLimits.historyRecords,
                LookupArchive.lookup)
            guard let lookup = asked.elements.last(where: { $0.id == id }) else { return nil }
            let answers = try await tail.read(
                place(of: id, on: .replies(of: .costAssistance)), most: GatewayLimits.historyRecords
            ) { LookupArchive.answer($0, to: id) }
            return answers.elements.last.map { (lookup, $0) }
        }
        guard let found else {
            throw LogError(.retry, code: "too-slow", message: "the log did not give its records in time")
        }
        return found
    }

    /// A key has one partition, so that one question is found without reading all of them.
    private func place(of id: String, on topic: TopicName) async throws -> [TopicPartition] {
        let partitions = try await partitions(of: topic)
        return [TopicPartition(topic, Partitioner.partition(forKey: id.utf8, count: partitions.count))]
    }

    /// Without its topic nothing is known of what was asked; that is not the same as that nobody asked.
    private func partitions(of topic: TopicName) async throws -> [TopicPartition] {
        guard let partitions = try await tail.partitions(of: topic) else {
            throw LogError(.retry, code: "unknown-topic", message: "the log does not know the topic")
        }
        return partitions
    }

    /// Nil for what no person asked: the rows of a file, and the questions of other systems.
    @Sendable private static func lookup(_ record: Record) -> Lookup? {
        guard let event = try? CloudEvent(record.message), event.source == ServiceName.gateway.source,
            AssistanceRequest.types.contains(event.type), let data = event.data, let at = event.time,
            let id = event.correlationID, let request = try? AssistanceRequest.decode(data, type: event.type),
            request.askedBy != nil
        else { return nil }
        return Lookup(id: id, at: at, request: request)
    }

    private static func answer(_ record: Record, to id: String) -> AssistanceDetermination? {
        guard let event = try? CloudEvent(record.message), event.correlationID == id,
            AssistanceDetermination.types.contains(event.type), let data = event.data
        else { return nil }
        return try? AssistanceDetermination.decode(data, type: event.type)
    }
}
