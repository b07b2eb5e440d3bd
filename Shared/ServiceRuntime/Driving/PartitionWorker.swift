import EventContracts
import EventLog
import Foundation
import Logging
import MedicationDomain
import Synchronization

/// Runs one partition: takes records from its mailbox, drives the engine, publishes the outbox.
///
/// Only its own task touches the engine. A passing failure stops this partition alone, with growing pauses.
final class PartitionWorker: Sendable {
    let partition: Int32
    let mailbox = Mailbox()
    private let environment: WorkerEnvironment
    private let alarm = Mutex<Alarm?>(nil)

    private struct Alarm {
        var at: Instant
        /// A pause after a failure is never longer than the back-off allows, even when the clock is put back meanwhile.
        var isRetry = false
    }

    init(partition: Int32, environment: WorkerEnvironment) {
        self.partition = partition
        self.environment = environment
    }

    /// Wakes the worker when its next deadline or retry is due.
    func tick(_ now: Instant) {
        let longest = environment.configuration.backOff.upperBound
        let isDue = alarm.withLock { alarm in
            guard let set = alarm else { return false }
            guard set.at <= now || (set.isRetry && set.at.since(now) > longest) else { return false }
            alarm = nil
            return true
        }
        if isDue { mailbox.wake() }
    }

    /// Runs until stopped; throws only `Killed` and what stops the whole service.
    func run(opening opened: OpenedPartition) async throws {
        var run = PartitionRun(opened, partition: partition, environment: environment)
        var pause = environment.configuration.backOff.lowerBound
        var signals = mailbox.signals.makeAsyncIterator()
        while true {
            let content = mailbox.take()
            if content.isStopping { break }
            run.accept(content)
            do {
                let isIdle = try await run.step()
                pause = environment.configuration.backOff.lowerBound
                environment.health.setTrouble(nil, of: partition)
                guard isIdle else {
                    // There are fewer threads than partitions: one with a lot to do must not keep the others waiting.
                    await Task.yield()
                    continue
                }
                let next = try run.nextWake()
                alarm.withLock { $0 = next.map { Alarm(at: $0) } }
            } catch let killed as Killed {
                throw killed
            } catch {
                try await handle(error, &run, pause: pause)
                pause = min(Span(milliseconds: pause.milliseconds * 2), environment.configuration.backOff.upperBound)
            }
            _ = await signals.next()
        }
        if !mailbox.isLost { try await run.finish() }
        try run.close()
        environment.health.set(partition, nil)
    }

    private func handle(_ error: any Error, _ run: inout PartitionRun, pause: Span) async throws {
        let now = environment.configuration.clock.now()
        switch Failure(error) {
        case .corrupted:
            environment.report("store-corrupted", partition: partition)
            environment.health.setTrouble("store-corrupted", of: partition)
            try await run.startOver()
            mailbox.wake()
        case .over where error is CancellationError:
            throw error
        case .over:
            environment.health.setTrouble("not-fresh", of: partition)
            alarm.withLock { $0 = Alarm(at: now.advanced(by: pause), isRetry: true) }
        case .passing(let code):
            environment.report(code, partition: partition)
            environment.health.setTrouble(code, of: partition)
            alarm.withLock { $0 = Alarm(at: now.advanced(by: pause), isRetry: true) }
        case .lasting:
            let code = (error as? EngineFailure)?.description ?? "unexpected: \(type(of: error))"
            environment.report(code, partition: partition)
            environment.health.setTrouble(code, of: partition)
            alarm.withLock { $0 = Alarm(at: now.advanced(by: pause), isRetry: true) }
        }
    }
}

/// What all workers of a service share.
struct WorkerEnvironment: Sendable {
    let definition: ServiceDefinition
    let log: any EventLog
    let member: any GroupMember
    let producer: any LogProducer
    let folder: any StoreFolder
    let identity: StoreIdentity
    let configuration: RunnerConfiguration
    let health: ServiceHealth
    let logger: Logger
    let metrics: RuntimeMetrics

    func report(_ code: String, partition: Int32) {
        logger.error(
            "partition stopped, will be tried again",
            metadata: ["partition": "\(partition)", "reason": "\(code)"])
    }
}

/// A partition whose store is open and whose place in the log is known.
struct OpenedPartition {
    let engine: PartitionEngine
    /// The ends of the inputs when the partition was assigned, asked for no earlier than `openedAt`.
    let ends: [TopicName: Int64]
    let openedAt: Instant

    /// What is said of the partition between its opening and its worker's first own report: not ready yet.
    func report(in environment: WorkerEnvironment) -> ServiceHealth.Partition {
        let inputs = environment.definition.inputs.map { topic in
            ServiceStatus.InputProgress(
                topic: topic, nextOffset: engine.positions[topic] ?? 0, endOffset: ends[topic],
                processedThrough: engine.processedThrough[topic])
        }
        return ServiceHealth.Partition(
            phase: .rebuilding, trouble: nil, inputs: inputs, epoch: engine.ownership.epoch)
    }
}
