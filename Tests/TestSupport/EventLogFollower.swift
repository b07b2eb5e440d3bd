import EventContracts
import EventLog
import Synchronization

/// Follows a group member as a service would: begins what is assigned, commits and completes what is revoked, and
/// remembers everything.
final class EventLogFollower: Sendable {
    struct Seen: Sendable {
        var records: [Record] = []
        var ends: [TopicPartition: Int64] = [:]
        var owned: Set<Int32> = []
        var assignments: [[Int32]] = []
        var revocations: [[Int32]] = []
        var failure: LogError?
        var hasEnded = false
    }

    let member: any GroupMember
    private let seen = Mutex(Seen())
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(
        _ member: any GroupMember, topics: [TopicName], start: StartOffset = .committed,
        at places: [TopicPartition: StartOffset] = [:], beforeEach: @escaping @Sendable () async -> Void = {}
    ) {
        self.member = member
        let task = Task {
            do {
                while let event = try await member.next() {
                    await beforeEach()
                    try await self.follow(event, topics, start, places)
                }
            } catch {
                self.seen.withLock { $0.failure = error as? LogError }
            }
            self.seen.withLock { $0.hasEnded = true }
        }
        self.task.withLock { $0 = task }
    }

    var now: Seen { seen.withLock { $0 } }

    func texts(_ topic: TopicName? = nil) -> [String] {
        now.records.filter { topic == nil || $0.topic == topic }.map(\.text)
    }

    func close() async {
        await member.close(within: .seconds(5), leavingGroup: true)
        await task.withLock { $0 }?.value
    }

    private func follow(
        _ event: MemberEvent, _ topics: [TopicName], _ start: StartOffset, _ places: [TopicPartition: StartOffset]
    ) async throws {
        switch event {
        case .assigned(let assignment):
            seen.withLock { seen in
                seen.owned = Set(assignment.partitions)
                seen.assignments.append(assignment.partitions)
            }
            var starts: [TopicPartition: StartOffset] = [:]
            for partition in topics.flatMap({ topic in assignment.partitions.map { TopicPartition(topic, $0) } }) {
                starts[partition] = places[partition] ?? start
            }
            assignment.begin(at: starts)
        case .revoked(let revocation):
            if !revocation.isLost {
                // The group may be gone over us in the meantime: then the records come again, to whoever has them.
                do { try await member.commit(positions) } catch let error as LogError where error.remedy == .retry {}
            }
            seen.withLock { seen in
                seen.owned = []
                seen.revocations.append(revocation.partitions)
            }
            revocation.complete()
        case .records(_, let records): seen.withLock { $0.records += records }
        case .reachedEnd(let partition, let offset): seen.withLock { $0.ends[partition] = offset }
        }
    }

    /// The next offset of every partition that was read.
    var positions: [TopicPartition: Int64] {
        Dictionary(now.records.map { ($0.partition, $0.offset + 1) }) { max($0, $1) }
    }
}
