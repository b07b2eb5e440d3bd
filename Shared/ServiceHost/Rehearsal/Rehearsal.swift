import EventContracts
import EventLog
import Foundation
import Logging
import MedicationDomain
import ServiceRuntime

/// The service with its whole runtime on a log in memory: what it costs when no broker shares the cores.
struct Rehearsal: Sendable {
    let definition: ServiceDefinition
    let configuration: RunnerConfiguration
    let script: RehearsalScript

    /// Stores are written as always, below the configuration's data directory.
    func play() async throws -> RehearsalResult {
        let log = InMemoryEventLog(partitionCount: script.partitions, clock: configuration.clock.now)
        let runner = ServiceRunner(
            definition, log: log, configuration: configuration,
            logger: Logger(label: "rehearsal") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: RehearsalResult?.self) { group in
            group.addTask {
                try await runner.run()
                return nil
            }
            group.addTask { try await measure(runner, log) }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private func measure(_ runner: ServiceRunner, _ log: InMemoryEventLog) async throws -> RehearsalResult {
        let (first, second) = (script.settledRecords, script.measuredRecords)
        try log.broker.append(first)
        try await settle(runner, log)
        let before = Set(outputs(log))
        let (begin, cpu) = (ContinuousClock.now, Self.processorMicroseconds())
        try log.broker.append(second)
        try await settle(runner, log)
        let (took, used) = ((ContinuousClock.now - begin) / .seconds(1), Self.processorMicroseconds() - cpu)
        return RehearsalResult(
            seconds: took, microseconds: used, outputs: outputs(log).filter { !before.contains($0) }.map(\.output))
    }

    /// Until each partition has applied all there is; a step reports only after the log has what it announced.
    private func settle(_ runner: ServiceRunner, _ log: InMemoryEventLog) async throws {
        while true {
            let partitions = runner.health.partitions
            let isSettled =
                partitions.count == script.partitions
                && partitions.allSatisfy { number, report in
                    report.phase == .live
                        && report.inputs.allSatisfy {
                            $0.nextOffset >= log.broker.end(of: TopicPartition($0.topic, number))
                        }
                }
            if isSettled { return }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private struct Placed: Hashable {
        var place: TopicPartition
        var offset: Int64
        var output: RehearsalResult.Output
    }

    /// What was said of patients, and every record that was refused.
    private func outputs(_ log: InMemoryEventLog) -> [Placed] {
        (definition.outputs.map(\.name) + [.deadLetters(of: definition.name)])
            .flatMap { log.broker.allRecords($0) }
            .map { record in
                func header(_ name: String) -> String { record.message.header(name) ?? "" }
                return Placed(
                    place: record.partition, offset: record.offset,
                    output: RehearsalResult.Output(
                        topic: record.topic.rawValue, type: header("ce_type"), cause: header("ce_causationid"),
                        subject: header("ce_subject")))
            }
    }

    private static func processorMicroseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000_000 + Double(time.tv_nsec) / 1000
    }
}

extension Rehearsal {
    /// The service `S` by its own settings, from a script to a result on standard output.
    static func run<S: TitrateService>(_ service: S.Type, script: String, settings: [String]) async throws {
        OwnerOnly.begin()
        _ = HostMetrics.installed
        let configuration = try HostConfiguration(
            arguments: settings, environment: ProcessInfo.processInfo.environment, ownSettings: S.settings)
        let rehearsal = Rehearsal(
            definition: try S.define(configuration.settingValues),
            configuration: try configuration.runnerConfiguration(),
            script: try RehearsalScript(at: URL(filePath: script)))
        print(String(decoding: try JSONEncoder().encode(try await rehearsal.play()), as: UTF8.self))
    }
}
