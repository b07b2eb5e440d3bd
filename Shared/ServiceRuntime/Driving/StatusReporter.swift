public import EventContracts
public import EventLog
import Logging
import MedicationDomain

/// Says on the status topic how each partition is doing, and wakes the workers whose time has come.
struct StatusReporter {
    let environment: WorkerEnvironment
    init(_ environment: WorkerEnvironment) { self.environment = environment }

    func run(wakingWorkersOf crew: WorkerCrew) async throws {
        let clock = environment.configuration.clock
        var next = clock.now()
        var known: [Int32: ServiceStatus.Phase] = [:]
        while true {
            try await clock.pause()
            let now = clock.now()
            crew.tick(now)
            let phases = environment.health.partitions.mapValues { $0.trouble == nil ? $0.phase : .stopped }
            // A clock that is put back must not silence the reports until it is as late again.
            let isDue = now >= next || next.since(now) > environment.configuration.statusInterval
            guard isDue || phases != known else { continue }
            known = phases
            next = now.advanced(by: environment.configuration.statusInterval)
            await report(at: now)
        }
    }

    private func report(at now: Instant) async {
        let records = records(at: now)
        do {
            guard !records.isEmpty else { return }
            try await environment.producer.append(records)
            environment.health.setLogTrouble(nil)
        } catch {
            let code = (error as? LogError)?.code ?? "unexpected"
            environment.health.setLogTrouble(code)
            environment.logger.warning("status not published", metadata: ["reason": "\(code)"])
        }
    }

    /// A report on each partition, as it stands.
    func records(at now: Instant) -> [OutgoingRecord] {
        let partitions = environment.health.partitions
        return partitions.sorted { $0.key < $1.key }.compactMap { record(of: $0.key, $0.value, at: now) }
    }

    private func record(of partition: Int32, _ report: ServiceHealth.Partition, at now: Instant) -> OutgoingRecord? {
        let definition = environment.definition
        let quietAfter = definition.intake?.quietAfter
        let sources = environment.health.sources.sorted { $0.key < $1.key }.map { name, heard in
            ServiceStatus.SourceActivity(
                source: name, lastHeardAt: heard, isQuiet: quietAfter.map { now.since(heard) > $0 } ?? false)
        }
        // A judge that idles is no comfort while nothing reaches it.
        let trouble = report.trouble ?? environment.health.intakeTrouble.map { "intake-\($0)" }
        let intake = environment.health.intakeInputs[partition].map { [$0] } ?? []
        let status = ServiceStatus(
            service: definition.name, instance: environment.configuration.instance, partition: partition,
            phase: trouble == nil ? report.phase : .stopped,
            inputs: report.inputs.map { progress(of: $0, in: partition, at: now) } + intake,
            knowledgeVersion: definition.knowledge.version, knowledgeHash: definition.knowledge.hash,
            trouble: trouble, sources: sources, reportedAt: now, epoch: report.epoch,
            knowledge: definition.knowledge.state(on: now.day), shadow: definition.shadow?())
        return StatusRecord.record(status, source: definition.name.source)
    }
}

extension StatusReporter {
    /// An input read to its end, on a partition that is being polled, is processed up to this moment.
    private func progress(
        of input: ServiceStatus.InputProgress, in partition: Int32, at now: Instant
    ) -> ServiceStatus.InputProgress {
        guard input.nextOffset >= input.endOffset ?? .max, environment.member.isFresh(partition) else { return input }
        var current = input
        current.processedThrough = now
        return current
    }
}

/// A status report as a record of the compacted status topic: the newest per partition is kept.
public enum StatusRecord {
    public static func record(_ status: ServiceStatus, source: String) -> OutgoingRecord? {
        guard let data = try? status.encode() else { return nil }
        let name = "\(status.service.rawValue)\n\(status.instance)\n\(status.partition)\n\(status.reportedAt)"
        let event = CloudEvent(
            id: Fingerprint.hexadecimal(name, bytes: 16), source: source, type: status.type, time: status.reportedAt,
            data: data)
        return OutgoingRecord(
            topic: .status(of: status.service), partition: status.partition,
            message: event.message(key: Array("\(status.service.rawValue)/\(status.partition)".utf8)))
    }
}
