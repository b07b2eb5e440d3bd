import EventContracts
import EventLog
import GRDB
import MedicationDomain

/// What pages and the API ask of the read model, and what the follower writes into it.
struct ReadModel: Sendable {
    let store: ReadModelStore

    func alerts(_ query: AlertQuery) async throws -> AlertPage {
        try await store.database.read { database in
            let page = try AlertTable.page(query, in: database)
            return AlertPage(
                entries: try page.alerts.map { AlertEntry($0, answer: try AnswerTable.find($0.alertId, in: database)) },
                total: page.total, counts: try AlertTable.counts(in: database))
        }
    }

    func alert(_ id: AlertID) async throws -> (entry: AlertEntry, medicines: [PatientMedicine])? {
        try await store.database.read { database in
            guard let alert = try AlertTable.find(id, in: database) else { return nil }
            let entry = AlertEntry(alert, answer: try AnswerTable.find(id, in: database))
            return (entry, try MedicationTable.current(of: alert.patientId, in: database))
        }
    }

    func supplies(limit: Int) async throws -> BoardPart<SupplyProjection> {
        try await store.database.read { try SupplyTable.byRunOut(limit: limit, in: $0) }
    }

    func pumps(limit: Int) async throws -> BoardPart<PumpProjection> {
        try await store.database.read { try PumpTable.byRefill(limit: limit, in: $0) }
    }

    func openEpisodes(limit: Int) async throws -> (episodes: [WithdrawalEpisode], total: Int) {
        try await store.database.read { try EpisodeTable.open(limit: limit, in: $0) }
    }

    func plans(of patient: PatientID) async throws -> [DosePlan] {
        try await store.database.read { try PlanTable.all(of: patient, in: $0) }
    }

    func statuses() async throws -> [ServiceStatus] { try await store.database.read(StatusTable.all(in:)) }

    func offsets() async throws -> [TopicPartition: Int64] { try await store.database.read(OffsetTable.all(in:)) }

    /// Takes records of one partition in, in one transaction with the place up to which they go.
    func apply(_ records: [LogRecord], readAt now: Instant) async throws -> AppliedBatch {
        guard let first = records.first else { return AppliedBatch() }
        return try await store.database.write { database in
            var batch = AppliedBatch()
            var next = try OffsetTable.next(of: first.partition, in: database) ?? 0
            for record in records where record.offset >= next {
                next = record.offset + 1
                do {
                    if let change = try Projection.apply(record, readAt: now, in: database) {
                        batch.changes.append(change)
                    }
                } catch let error as EnvelopeError {
                    batch.unreadable.append(error.code.rawValue)
                } catch let error as PayloadError {
                    batch.unreadable.append(error.code.rawValue)
                }
            }
            try OffsetTable.set(next, of: first.partition, in: database)
            batch.nextOffset = next
            return batch
        }
    }
}

/// An alert with the last answer somebody gave to it here.
struct AlertEntry: Hashable, Sendable {
    var alert: Alert
    /// Set until the alerting service has taken it in.
    var pendingAnswer: AlertResponse?

    init(_ alert: Alert, answer: AlertResponse?) {
        self.alert = alert
        pendingAnswer = answer.flatMap { $0.isPending(for: alert) ? $0 : nil }
    }
}

struct AlertPage: Sendable {
    var entries: [AlertEntry]
    var total: Int
    var counts: AlertCounts
}

/// What a batch did.
struct AppliedBatch: Hashable, Sendable {
    var changes: [ReadModelChange] = []
    /// Codes of records that could not be read; they are skipped, their own service has them in its dead letters.
    var unreadable: [String] = []
    var nextOffset: Int64 = 0
}
