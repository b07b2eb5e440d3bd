import EventContracts
import EventLog
import Logging
import MedicationDomain

/// Runs a stateless stage: reads a batch, forwards it, waits for the log to have it, and only then says how far it is.
struct IntakeRunner {
    private let intake: IntakeDefinition
    private let service: ServiceDefinition
    private let log: any EventLog
    private let configuration: RunnerConfiguration
    private let health: ServiceHealth
    private let logger: Logger
    private let metrics: RuntimeMetrics
    private let partitionCount: Int

    init(
        _ intake: IntakeDefinition, service: ServiceDefinition, log: any EventLog, configuration: RunnerConfiguration,
        health: ServiceHealth, logger: Logger, metrics: RuntimeMetrics, partitionCount: Int
    ) {
        self.intake = intake
        self.service = service
        self.log = log
        self.configuration = configuration
        self.health = health
        self.logger = logger
        self.metrics = metrics
        self.partitionCount = partitionCount
    }

    func run() async throws {
        health.setIntake(trouble: "not-joined")
        while !Task.isCancelled {
            let producer = try log.makeProducer()
            let member = try log.join(
                Membership(
                    group: "\(service.name.rawValue)-intake.v\(service.generation)",
                    instance: "\(service.name.rawValue)-intake-\(configuration.instance)", lead: intake.source,
                    sessionTimeout: configuration.sessionTimeout))
            var failure: (any Error)?
            do {
                try await follow(member, producer)
            } catch {
                failure = error
            }
            health.setIntake(trouble: "not-joined")
            await member.close(within: .seconds(2), leavingGroup: false)
            await producer.close(within: .seconds(2))
            guard let failure, !(failure is CancellationError) else { return }
            guard let error = failure as? LogError, error.remedy != .reject, error.code != "OFFSET_OUT_OF_RANGE" else {
                throw failure
            }
            logger.error("intake joins again", metadata: ["reason": "\(error)"])
            for _ in 0..<20 { try await configuration.clock.pause() }
        }
    }

    private func follow(_ member: any GroupMember, _ producer: any LogProducer) async throws {
        while true {
            try Task.checkCancellation()
            guard let event = try await member.next() else { return }
            try await take(event, member, producer)
        }
    }

    /// Does what one event of the group asks for.
    func take(_ event: MemberEvent, _ member: any GroupMember, _ producer: any LogProducer) async throws {
        switch event {
        case .assigned(let assignment):
            let places = assignment.partitions.map { TopicPartition(intake.source, $0) }
            assignment.begin(at: Dictionary(uniqueKeysWithValues: places.map { ($0, .committed) }))
            // A feed that is silent from the start is quiet, too: its silence counts from now.
            health.heard(from: intake.source.rawValue, at: configuration.clock.now())
            health.setIntake(trouble: nil)
        case .revoked(let revocation):
            for number in revocation.partitions { health.noteIntake(number, nil) }
            revocation.complete()
        case .records(let place, let records): try await forward(records, of: place, member, producer)
        case .reachedEnd(let place, let offset):
            note(place, next: offset, end: offset, through: configuration.clock.now())
        }
    }

    private func note(_ place: TopicPartition, next: Int64, end: Int64?, through: Instant) {
        health.noteIntake(
            place.partition,
            ServiceStatus.InputProgress(
                topic: place.topic, nextOffset: next, endOffset: end, processedThrough: through))
    }

    private func forward(
        _ records: [Record], of place: TopicPartition, _ member: any GroupMember, _ producer: any LogProducer
    ) async throws {
        var outgoing: [OutgoingRecord] = []
        for record in records {
            var result = intake.read(record)
            do {
                outgoing += try forwarded(result, of: record)
            } catch {
                // What was understood cannot be said: this record is refused, and the next one is read.
                result.refusal = Refusal(code: "not-forwarded", message: "the record could not be passed on")
            }
            if let refusal = result.refusal {
                metrics.refused(refusal.code)
                outgoing.append(
                    DeadLetter.record(
                        for: record, refusedBy: service.name, handler: "intake", because: refusal,
                        partition: record.partition.partition % Int32(max(1, partitionCount))))
            }
            if let origin = result.origin { health.heard(from: origin, at: configuration.clock.now()) }
        }
        if !records.isEmpty { health.heard(from: intake.source.rawValue, at: configuration.clock.now()) }
        try await publish(outgoing, of: place, member, producer)
        guard let last = records.last else { return }
        note(place, next: last.offset + 1, end: nil, through: last.timestamp)
        try configuration.cuts.reach(.beforeOffsetCommit)
        do {
            try await member.commit([place: last.offset + 1])
        } catch let error as LogError where error.remedy == .retry {
            // The next batch's commit covers it; after a crash the batch is forwarded again under the same ids.
            logger.debug("offset not committed", metadata: ["reason": "\(error.code)"])
        }
        try configuration.cuts.reach(.afterOffsetCommit)
    }

    /// Tried until the log has it: what was read must not be lost, and must not be overtaken.
    private func publish(
        _ records: [OutgoingRecord], of place: TopicPartition, _ member: any GroupMember, _ producer: any LogProducer
    ) async throws {
        guard !records.isEmpty else { return }
        while true {
            try configuration.cuts.reach(.beforeProduce)
            guard member.isFresh(place.partition) else {
                throw LogError(.stop, code: "NOT_FRESH", message: "the partition may have moved to another member")
            }
            do {
                _ = try await producer.append(records, replacingRefusedFor: service.name, logger: logger)
                health.setIntake(trouble: nil)
                break
            } catch let error as LogError where error.remedy == .retry {
                health.setIntake(trouble: error.code)
                logger.warning("intake waits for the log", metadata: ["reason": "\(error.code)"])
                for _ in 0..<10 { try await configuration.clock.pause() }
            }
        }
        try configuration.cuts.reach(.afterProduce)
    }

    private func forwarded(_ result: IntakeResult, of record: Record) throws -> [OutgoingRecord] {
        let origin = "\(record.topic.rawValue)/\(record.partition.partition)/\(record.offset)"
        let event =
            result.envelope ?? (CloudEvent.isPresent(in: record.message) ? try? CloudEvent(record.message) : nil)
        let name = event.map { "\($0.source)\n\($0.id)" } ?? origin
        return try result.forwarded.map { payload in
            let id = Fingerprint.hexadecimal("\(name)\n\(payload.patientId.rawValue)", bytes: 16)
            let forwarded = CloudEvent(
                id: id, source: service.name.source, type: payload.type, time: event?.time ?? record.timestamp,
                subject: payload.patientId.rawValue,
                correlationID: (event?.correlationID).map(Fingerprint.opaque) ?? id,
                causationID: origin,
                traceParent: Fingerprint.traceParent(
                    continuing: event?.traceParent ?? record.message.header("traceparent"), event: id),
                data: try payload.encode())
            var message = forwarded.message(key: Array(payload.patientId.rawValue.utf8))
            message.headers.append(Header(DeadLetter.hospitalOriginHeader, origin))
            return OutgoingRecord(topic: intake.target, message: message)
        }
    }
}
