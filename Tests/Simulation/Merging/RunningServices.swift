import EventContracts
import EventLog
import Foundation
import Logging
import MedicationDomain
import ServiceRuntime
import TestSupport

/// The four services as production runs them, each with its own runner, over one log in memory.
final class RunningServices {
    let log: InMemoryEventLog
    let clock: ManualClock
    private let partitions: Int
    private let batchRecords: Int
    private let folder = FileManager.default.temporaryDirectory.appending(path: "titrate-test-\(UUID().uuidString)")
    private let definitions: [ServiceDefinition]
    private var running: [(runner: ServiceRunner, task: Task<Void, any Error>)] = []

    init(partitions: Int, startingAt start: Instant = Plan.start, batchRecords: Int = 7) throws {
        self.partitions = partitions
        self.batchRecords = batchRecords
        let clock = ManualClock(start)
        self.clock = clock
        log = InMemoryEventLog(partitionCount: partitions, clock: { clock.now })
        definitions = try SuiteDefinitions.standard.get().all
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // Leftovers of a failed removal are the operating system's to clean.
        _ = try? FileManager.default.removeItem(at: folder)
    }

    func start() {
        running = definitions.map { definition in
            let runner = ServiceRunner(
                definition, log: log,
                configuration: RunnerConfiguration(
                    dataDirectory: folder, instance: "1", batchRecords: batchRecords,
                    backOff: .milliseconds(1) ... .milliseconds(5), clock: clock.runtimeClock),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            return (runner, Task { try await runner.run() })
        }
    }

    func stop() async throws {
        for (_, task) in running { task.cancel() }
        for (_, task) in running {
            do { try await task.value } catch is CancellationError {}
        }
        running = []
    }

    func loseStores() throws {
        for definition in definitions {
            try FileManager.default.removeItem(at: folder.appending(path: definition.name.rawValue))
        }
    }

    /// Sends hospital records, one after the other, and waits until nothing moves any more.
    func send(_ resources: [[UInt8]]) async throws {
        for resource in resources {
            clock.advance(by: .seconds(1))
            _ = try log.broker.append([OutgoingRecord(topic: .hospitalEvents, message: Message(value: resource))])
        }
        try await settle()
    }

    /// Sends hospital records that come all at the same time.
    func publish(_ resources: [[UInt8]]) async throws {
        _ = try log.broker.append(
            resources.map { OutgoingRecord(topic: .hospitalEvents, message: Message(value: $0)) })
        try await settle()
    }

    func settle() async throws {
        let (log, partitions) = (log, partitions)
        let runners = running.map(\.runner)
        let definitions = definitions
        @Sendable func isAtRest() -> Bool {
            let sent = log.broker.allRecords(.hospitalEvents).count
            let origins = log.broker.allRecords(.prescribingIntake)
                .compactMap { $0.message.header("x-hospital-origin") }
            guard Set(origins).count == sent else { return false }
            return zip(runners, definitions).allSatisfy { runner, definition in
                let reports = runner.health.partitions
                return reports.count == partitions
                    && reports.allSatisfy { number, report in
                        report.phase == .live && report.trouble == nil
                            && report.inputs.allSatisfy {
                                $0.nextOffset >= log.broker.end(of: TopicPartition($0.topic, number))
                            }
                    }
            }
        }
        // Looked at twice: one service may speak while another is looked at.
        try await eventually(within: .seconds(120), "the suite comes to rest") { isAtRest() && isAtRest() }
    }

    /// The newest word on every alert, by entity.
    var alerts: [Alert] {
        get throws {
            var newest: [EntityID: (revision: Int, alert: Alert)] = [:]
            for topic in TopicCatalog.alertingServices.map({ TopicName.alerts(of: $0) }) {
                for record in log.broker.allRecords(topic) {
                    let event = try CloudEvent(record.message)
                    guard let entity = event.entityID, let revision = event.revision, let data = event.data,
                        newest[entity].map({ $0.revision < revision }) ?? true
                    else { continue }
                    newest[entity] = (revision, try AlertEvent.decode(data, type: event.type).alert)
                }
            }
            return newest.values.map(\.alert).sorted { $0.alertId < $1.alertId }
        }
    }

    func open(of patient: String) throws -> [String] {
        try alerts.filter { $0.status != .resolved && $0.patientId.rawValue == patient }.map(\.alertId.rawValue)
    }

    /// Everything that others hear, as bytes.
    var outputs: [Message] { Auditor.outputs.flatMap { log.broker.allRecords($0) }.map(\.message) }
}
