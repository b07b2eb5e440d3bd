import EventContracts
import EventLog

/// Appends to the log in memory, and lets the world turn on the way there: between the look at "is it still mine" and
/// the arrival of the records anything may happen, above all that it is not mine any more.
final class SimulatedProducer: LogProducer, @unchecked Sendable {
    // One task runs the whole world; nothing here is touched from elsewhere.
    private let inner: any LogProducer
    private let onTheWay: () async throws -> Void
    private let sabotage: ([OutgoingRecord]) -> [OutgoingRecord]
    private var isLate = false

    init(
        _ inner: any LogProducer, sabotage: @escaping ([OutgoingRecord]) -> [OutgoingRecord],
        onTheWay: @escaping () async throws -> Void
    ) {
        (self.inner, self.sabotage, self.onTheWay) = (inner, sabotage, onTheWay)
    }

    func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
        try await onTheWay()
        return try await inner.append(sabotage(records))
    }

    /// Every other time the records arrive only when somebody asks for the outcome; whoever dies before has lost them on
    /// the way.
    func begin(_ records: [OutgoingRecord]) async throws -> Delivery {
        isLate.toggle()
        if isLate { return Delivery { try await self.append(records) } }
        let receipt = try await append(records)
        return Delivery { receipt }
    }

    func close(within limit: Duration) async { await inner.close(within: limit) }
}
