import EventContracts
import EventLog
import Logging
import MedicationDomain

/// What goes through a stage: from the records of the source to records of the target, and into the log.
extension IntakeRunner {
    /// What was read and is on its way to the log.
    struct Passage {
        var outgoing: [OutgoingRecord] = []
        /// The last record read of each partition.
        var last: [TopicPartition: Record] = [:]
        /// Where partitions ended when all of them was read.
        var ends: [TopicPartition: Int64] = [:]
    }

    func read(_ records: [Record], of place: TopicPartition, into passage: inout Passage) {
        for record in records {
            var result = intake.read(record)
            do {
                passage.outgoing += try forwarded(result, of: record)
            } catch {
                // What was understood cannot be said: this record is refused, and the next one is read.
                result.refusal = Refusal(code: "not-forwarded", message: "the record could not be passed on")
            }
            if let refusal = result.refusal {
                metrics.refused(refusal.code)
                passage.outgoing.append(
                    DeadLetter.record(
                        for: record, refusedBy: service.name, handler: "intake", because: refusal,
                        partition: record.partition.partition % Int32(max(1, partitionCount))))
            }
            if let origin = result.origin { health.heard(from: origin, at: configuration.clock.now()) }
        }
        guard let last = records.last else { return }
        passage.last[place] = last
        passage.ends[place] = nil
        health.heard(from: intake.source.rawValue, at: configuration.clock.now())
    }

    /// Publishes what was read, and then says how far it is.
    func send(_ passage: inout Passage, _ member: any GroupMember, _ producer: any LogProducer) async throws {
        defer { passage = Passage() }
        try await publish(passage.outgoing, of: passage.last.keys, member, producer)
        for (place, last) in passage.last { note(place, next: last.offset + 1, end: nil, through: last.timestamp) }
        for (place, end) in passage.ends { note(place, next: end, end: end, through: configuration.clock.now()) }
        offsets.note(passage.last.mapValues { $0.offset + 1 })
    }

    private func note(_ place: TopicPartition, next: Int64, end: Int64?, through: Instant) {
        health.noteIntake(
            place.partition,
            ServiceStatus.InputProgress(
                topic: place.topic, nextOffset: next, endOffset: end, processedThrough: through))
    }

    /// Tried until the log has it: what was read must not be lost, and must not be overtaken.
    private func publish(
        _ records: [OutgoingRecord], of places: some Collection<TopicPartition>, _ member: any GroupMember,
        _ producer: any LogProducer
    ) async throws {
        guard !records.isEmpty else { return }
        while true {
            try configuration.cuts.reach(.beforeProduce)
            guard places.allSatisfy({ member.isFresh($0.partition) }) else {
                throw LogError(.stop, code: "NOT_FRESH", message: "a partition may have moved to another member")
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
