import EventContracts
import EventLog
import Logging
import MedicationDomain
import Synchronization

/// Runs a stateless stage: reads what is there, forwards it, waits for the log to have it, and only then says how far it
/// is.
struct IntakeRunner {
    let intake: IntakeDefinition
    let service: ServiceDefinition
    private let log: any EventLog
    let configuration: RunnerConfiguration
    let health: ServiceHealth
    let logger: Logger
    let metrics: RuntimeMetrics
    let partitionCount: Int
    let offsets = ReachedOffsets()

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
            _ = offsets.take()
            var failure: (any Error)?
            do {
                try await work(member, producer)
            } catch {
                failure = error
            }
            if failure.map({ $0 is CancellationError }) ?? true { await commitLast(member) }
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

    /// Forwards, and beside that tells the group how far it is: what is on its way does not wait for that.
    private func work(_ member: any GroupMember, _ producer: any LogProducer) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await follow(member, producer) }
            group.addTask {
                while true {
                    try await configuration.clock.pause()
                    try await commitOffsets(member)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func follow(_ member: any GroupMember, _ producer: any LogProducer) async throws {
        while true {
            try Task.checkCancellation()
            guard let first = try await member.next() else { return }
            try await take(gather(after: first, from: member), member, producer)
        }
    }

    /// The way to the log and back takes as long for one record as for many: what is there already goes along, up to a
    /// batch.
    func gather(after first: MemberEvent, from member: any GroupMember) throws -> [MemberEvent] {
        var events = [first]
        var (count, bytes) = (first.records.count, first.byteCount)
        while count < configuration.batchRecords, bytes < configuration.batchBytes,
            let more = try member.nextIfAny()
        {
            events.append(more)
            count += more.records.count
            bytes += more.byteCount
        }
        return events
    }

    /// Does what some events of the group ask for.
    func take(_ events: [MemberEvent], _ member: any GroupMember, _ producer: any LogProducer) async throws {
        var passage = Passage()
        for event in events {
            switch event {
            case .records(let place, let records): read(records, of: place, into: &passage)
            case .reachedEnd(let place, let offset): passage.ends[place] = offset
            case .assigned(let assignment):
                try await send(&passage, member, producer)
                begin(assignment)
            case .revoked(let revocation):
                try await send(&passage, member, producer)
                try await commitOffsets(member)
                offsets.drop(revocation.partitions)
                for number in revocation.partitions { health.noteIntake(number, nil) }
                revocation.complete()
            }
        }
        try await send(&passage, member, producer)
    }

    private func begin(_ assignment: Assignment) {
        let places = assignment.partitions.map { TopicPartition(intake.source, $0) }
        assignment.begin(at: Dictionary(uniqueKeysWithValues: places.map { ($0, .committed) }))
        // A feed that is silent from the start is quiet, too: its silence counts from now.
        health.heard(from: intake.source.rawValue, at: configuration.clock.now())
        health.setIntake(trouble: nil)
    }

    /// Tells the group what has been reached. After a crash before that, the same is forwarded again under the same ids.
    func commitOffsets(_ member: any GroupMember) async throws {
        let reached = offsets.take()
        guard !reached.isEmpty else { return }
        try configuration.cuts.reach(.beforeOffsetCommit)
        do {
            try await member.commit(reached)
        } catch let error as LogError where error.remedy == .retry {
            // Of a partition that has left meanwhile, another member speaks.
            offsets.putBack(reached.filter { member.isFresh($0.key.partition) })
            logger.debug("offset not committed", metadata: ["reason": "\(error.code)"])
        }
        try configuration.cuts.reach(.afterOffsetCommit)
    }

    /// At an orderly end; what the group does not hear then is forwarded again.
    private func commitLast(_ member: any GroupMember) async {
        do {
            try await commitOffsets(member)
        } catch {
            let code = (error as? LogError)?.code ?? "\(type(of: error))"
            logger.notice("the last offsets were not committed", metadata: ["reason": "\(code)"])
        }
    }
}

extension MemberEvent {
    fileprivate var records: [Record] { if case .records(_, let records) = self { records } else { [] } }
    fileprivate var byteCount: Int { records.reduce(0) { $0 + $1.byteCount } }
}

/// The next offsets of what was forwarded, until the group has been told.
final class ReachedOffsets: Sendable {
    private let waiting = Mutex<[TopicPartition: Int64]>([:])

    func note(_ offsets: [TopicPartition: Int64]) { waiting.withLock { $0.merge(offsets) { $1 } } }
    /// What was noted since counts.
    func putBack(_ offsets: [TopicPartition: Int64]) { waiting.withLock { $0.merge(offsets) { now, _ in now } } }

    func drop(_ partitions: [Int32]) {
        waiting.withLock { waiting in waiting = waiting.filter { !partitions.contains($0.key.partition) } }
    }

    func take() -> [TopicPartition: Int64] {
        waiting.withLock { waiting in
            defer { waiting = [:] }
            return waiting
        }
    }
}
