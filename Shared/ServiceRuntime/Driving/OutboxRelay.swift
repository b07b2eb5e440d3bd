import EventContracts
import EventLog
import MedicationDomain

/// Brings what a partition has committed to the log, while the next batch is applied.
///
/// The log has every partition's records in the order of its outbox: nothing is sent before what was sent earlier has
/// arrived. So no more than two batches of outputs are ever in memory, and a crash repeats no more than two.
struct OutboxRelay {
    /// Committed and not yet sent.
    var rows: [OutboxRow] = []
    /// How far the inputs are read whose outputs all stand in the log.
    private(set) var told: Progress
    private let engine: PartitionEngine
    private let environment: WorkerEnvironment
    private let partition: Int32
    private var flight: Flight?
    /// More may stand in the store than is known here.
    private var hasStored = true

    private struct Flight {
        let last: Int64
        let records: [OutgoingRecord]
        /// The records as they were sent.
        let sent: [OutgoingRecord]
        let delivery: Delivery
        /// What is told once it has arrived.
        let progress: Progress
    }

    init(engine: PartitionEngine, environment: WorkerEnvironment, partition: Int32) {
        (self.engine, self.environment, self.partition) = (engine, environment, partition)
        told = engine.progress
    }

    /// What stands in the store is taken from there next time.
    mutating func readStored() { hasStored = true }

    /// Sends what is committed, once what was sent before has arrived.
    mutating func send() async throws {
        if hasStored {
            // What is under way stands in the store, too.
            try await land()
            rows = try engine.outbox(limit: 1000)
            hasStored = rows.count == 1000
        }
        guard let last = rows.last else { return noteTold() }
        try await land()
        try environment.configuration.cuts.reach(.beforeProduce)
        guard environment.member.isFresh(partition) else { throw NoLongerOurs() }
        let (records, progress) = (rows.flatMap(\.records), engine.progress)
        try environment.configuration.cuts.reach(.freshnessChecked)
        let sent = try await environment.restoringOriginals(in: records)
        let delivery = try await environment.producer.begin(sent)
        flight = Flight(last: last.id, records: records, sent: sent, delivery: delivery, progress: progress)
        rows = []
    }

    /// Waits until what is under way stands in the log, and lets go of it; when it failed, it is sent again.
    mutating func land() async throws {
        guard let flight else { return }
        self.flight = nil
        do {
            let receipt = try await environment.outcome(of: flight.delivery, carrying: flight.sent)
            try environment.configuration.cuts.reach(.afterProduce)
            try engine.acknowledge(through: flight.last, receipt: receipt, sent: flight.records)
            told = flight.progress
            noteTold()
        } catch {
            hasStored = true
            throw error
        }
        environment.metrics.published(flight.records.count)
    }

    /// What was read since has led to nothing that is still to be sent.
    private mutating func noteTold() {
        if flight == nil, rows.isEmpty, !hasStored { told = engine.progress }
    }

    /// Waits until what is under way has arrived or failed, for a store that is given up.
    ///
    /// Whoever reads next what was published then finds all of it, and says none of it again.
    mutating func letGo() async {
        guard let flight else { return }
        self.flight = nil
        _ = try? await environment.outcome(of: flight.delivery, carrying: flight.sent)
    }
}
