import EventContracts
import Foundation
import Logging
import MedicationDomain
import Synchronization
import TestSupport
import Testing

@testable import EventLog
@testable import ServiceRuntime

/// Outputs that are committed and on their way to the log.
@Suite struct OutputsUnderWayTests {
    private let clock = ManualClock(t0)
    private let log: InMemoryEventLog
    private let journal = Journal()

    init() {
        let clock = clock
        log = InMemoryEventLog(partitionCount: 1, clock: { clock.now })
    }

    /// Whoever reads that a partition has come so far looks for what it said about that in the log.
    @Test func whatIsNotInTheLogYetIsNotReportedAsDone() async throws {
        let environment = try environment()
        var partition = try await partitionWithOutputsUnderWay(environment)
        func reported() -> Int64? { environment.health.partitions[0]?.inputs.first?.nextOffset }
        #expect(journal.entries == ["begun"])
        #expect(reported() == 0)
        while try await !partition.step() {}
        #expect(journal.entries == ["begun", "arrived"])
        #expect(reported() == 1)
    }

    /// A damaged store is given up while its last outputs are on their way.
    @Test func whatIsUnderWayArrivesBeforeTheLogIsReadAgain() async throws {
        var partition = try await partitionWithOutputsUnderWay(environment())
        #expect(journal.entries == ["begun"])
        try await partition.startOver()
        #expect(journal.entries == ["begun", "arrived", "set aside"])
    }

    /// One record is applied, and what it led to has begun to be sent; one more step waits for it.
    private func partitionWithOutputsUnderWay(_ environment: WorkerEnvironment) async throws -> PartitionRun {
        let opened = try await PartitionOpening(environment: environment).open(0, lastReport: nil)
        var partition = PartitionRun(opened, partition: 0, environment: environment)
        let payload = dispense("d")
        let event = CloudEvent(
            id: "e", source: "urn:test", type: payload.type, time: t0, subject: somebody.rawValue,
            data: try payload.encode())
        while try await !partition.step() {}
        let written = try log.broker.append([
            OutgoingRecord(topic: .prescribingEvents, message: event.message(key: Array(somebody.rawValue.utf8)))
        ])
        var content = Mailbox.Content()
        content.items = [.records(written)]
        partition.accept(content)
        _ = try await partition.step()
        return partition
    }

    private func environment() throws -> WorkerEnvironment {
        let definition = tallyService()
        let member = InMemoryMember(
            Membership(
                group: definition.group, instance: "1", lead: definition.lead,
                coAssigned: Array(definition.inputs.dropFirst()) + definition.questionTopics), log.broker)
        _ = try member.nextIfAny()
        return WorkerEnvironment(
            definition: definition, log: log, member: member,
            producer: SlowProducer(producer: InMemoryProducer(log.broker), journal: journal),
            folder: WatchedFolder(journal: journal), identity: StoreIdentity(clusterID: "test", partitionCount: 1),
            configuration: RunnerConfiguration(
                dataDirectory: URL(filePath: "/dev/null"), instance: "1", clock: clock.runtimeClock),
            health: ServiceHealth(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: RuntimeMetrics(service: definition.name))
    }
}

private final class Journal: Sendable {
    private let notes = Mutex<[String]>([])
    var entries: [String] { notes.withLock { $0 } }
    func note(_ entry: String) { notes.withLock { $0.append(entry) } }
}

/// What is begun arrives when somebody waits for it.
private struct SlowProducer: LogProducer {
    let producer: InMemoryProducer
    let journal: Journal

    func append(_ records: [OutgoingRecord]) async throws -> [TopicPartition: Int64] {
        try await producer.append(records)
    }
    func begin(_ records: [OutgoingRecord]) async throws -> Delivery {
        journal.note("begun")
        return Delivery {
            journal.note("arrived")
            return try await producer.append(records)
        }
    }
    func close(within limit: Duration) async { await producer.close(within: limit) }
}

private struct WatchedFolder: StoreFolder {
    let journal: Journal
    func open(_ partition: Int32, for definition: ServiceDefinition) throws -> PartitionStore {
        try PartitionStore(inMemoryFor: definition)
    }
    func setAside(_ partition: Int32, suffix: String) throws { journal.note("set aside") }
    func remove(_ partition: Int32) throws {}
}
