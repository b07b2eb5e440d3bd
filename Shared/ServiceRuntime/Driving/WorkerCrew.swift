import EventContracts
import EventLog
import Logging
import MedicationDomain
import Synchronization

/// The workers of one membership: follows the group member and keeps one worker per owned partition.
final class WorkerCrew: Sendable {
    private let environment: WorkerEnvironment
    private let workers = Mutex<[Int32: Employed]>([:])
    private let failure = Mutex<(any Error)?>(nil)
    private let executor = EngineExecutor()

    private struct Employed {
        let worker: PartitionWorker
        let task: Task<Void, Never>
    }

    init(_ environment: WorkerEnvironment) { self.environment = environment }

    func tick(_ now: Instant) {
        for employed in workers.withLock({ Array($0.values) }) { employed.worker.tick(now) }
    }

    /// Follows the member until it is closed, a worker fails for good, or the task is cancelled; then every worker has
    /// said what it had to say and closed its store.
    func follow() async throws {
        do {
            while let event = try await nextEvent() {
                switch event {
                case .assigned(let assignment): try await employ(assignment)
                case .revoked(let revocation):
                    environment.health.setJoined(false)
                    await dismiss(revocation.partitions, isLost: revocation.isLost)
                    revocation.complete()
                case .records(let place, let records):
                    let mailbox = worker(of: place.partition)?.mailbox
                    // Paused before the worker hears of it, so that its resuming comes after.
                    mailbox?.deliver(records, limit: InputQueues.highWater) { environment.member.pause([place]) }
                case .reachedEnd(let place, let offset):
                    worker(of: place.partition)?.mailbox.reachedEnd(of: place.topic, at: offset)
                }
                try throwFailure()
            }
            try throwFailure()
        } catch {
            await dismiss(all: error is Killed)
            throw error
        }
        await dismiss(all: false)
    }

    private func throwFailure() throws {
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func nextEvent() async throws -> MemberEvent? {
        try Task.checkCancellation()
        return try await environment.member.next()
    }

    private func worker(of partition: Int32) -> PartitionWorker? { workers.withLock { $0[partition]?.worker } }

    private func employ(_ assignment: Assignment) async throws {
        let opened = try await PartitionOpening(environment: environment).take(assignment)
        for (partition, place) in opened {
            let worker = PartitionWorker(partition: partition, environment: environment)
            let handOver = HandOver(place)
            let task = Task(executorPreference: executor) {
                do {
                    try await worker.run(opening: handOver.take())
                } catch {
                    self.failed(error)
                }
            }
            workers.withLock { $0[partition] = Employed(worker: worker, task: task) }
        }
        environment.health.setJoined(true)
    }

    private func failed(_ error: any Error) {
        failure.withLock { $0 = $0 ?? error }
        // The member's loop is told by the closing of its member.
        let member = environment.member
        Task { await member.close(within: .seconds(2), leavingGroup: false) }
    }

    private func dismiss(_ partitions: [Int32], isLost: Bool) async {
        let leaving = workers.withLock { workers in partitions.compactMap { workers.removeValue(forKey: $0) } }
        for employed in leaving { employed.worker.mailbox.stop(isLost: isLost) }
        for employed in leaving { await employed.task.value }
        if !leaving.isEmpty {
            environment.logger.info(
                "partitions handed over", metadata: ["count": "\(leaving.count)", "lost": "\(isLost)"])
        }
    }

    private func dismiss(all isKilled: Bool) async {
        await dismiss(workers.withLock { Array($0.keys) }, isLost: isKilled)
        if let error = failure.withLock({ $0 }), !(error is Killed) {
            environment.logger.error("a partition failed", metadata: ["reason": "\(type(of: error))"])
        }
    }
}

/// Hands a freshly opened partition from the member's loop to its worker's task, once.
private final class HandOver: @unchecked Sendable {
    // Written before the task starts and read once, inside it.
    private let opened: OpenedPartition
    init(_ opened: OpenedPartition) { self.opened = opened }
    func take() -> OpenedPartition { opened }
}
