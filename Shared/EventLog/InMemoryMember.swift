import EventContracts

/// A member of an in-memory consumer group; what it is due is worked out when it asks.
final class InMemoryMember: GroupMember {
    /// The most records handed over at once.
    static let batchLimit = 500

    private let broker: InMemoryBroker
    private let membership: Membership
    private let id: Int

    init(_ membership: Membership, _ broker: InMemoryBroker) {
        (self.membership, self.broker) = (membership, broker)
        id = broker.join(membership)
    }

    deinit { broker.leave(membership, id: id, forGood: false) }

    func next() async throws -> MemberEvent? {
        let (membership, id) = (membership, id)
        return try await broker.waitFor { state -> MemberEvent?? in
            guard var member = state.groups[membership.group]?.members[membership.instance] else { return .some(nil) }
            guard member.id == id else {
                let message = "another member joined as \(membership.instance)"
                throw LogError(.stop, code: "FENCED_INSTANCE_ID", message: message)
            }
            guard !member.isAway else { return .some(nil) }
            guard let event = try member.next(in: state) else { return .none }
            state.groups[membership.group]?.members[membership.instance] = member
            return .some(event)
        }
    }

    func nextIfAny() throws -> MemberEvent? {
        try broker.change { state throws(LogError) in
            guard var member = state.groups[membership.group]?.members[membership.instance], member.id == id,
                !member.isAway, let event = try member.next(in: state)
            else { return nil }
            state.groups[membership.group]?.members[membership.instance] = member
            return event
        }
    }

    func pause(_ partitions: [TopicPartition]) {
        broker.update(membership, id: id) { member, _ in member.paused.formUnion(partitions) }
    }

    func resume(_ partitions: [TopicPartition]) {
        broker.update(membership, id: id) { member, _ in member.paused.subtract(partitions) }
    }

    func seek(_ partition: TopicPartition, to offset: Int64) {
        broker.update(membership, id: id) { member, _ in
            guard member.positions[partition] != nil else { return }
            member.positions[partition] = offset
            member.ends[partition] = nil
        }
    }

    func commit(_ offsets: [TopicPartition: Int64]) async throws {
        let (membership, id) = (membership, id)
        try broker.change { state throws(LogError) in
            guard let member = state.groups[membership.group]?.members[membership.instance], member.id == id,
                !member.isAway
            else { throw LogError(.retry, code: "UNKNOWN_MEMBER_ID", message: "not a member of the group any more") }
            state.groups[membership.group]?.committed.merge(offsets) { _, new in new }
        }
    }

    func isFresh(_ partition: Int32) -> Bool {
        broker.read { state in
            guard let member = state.groups[membership.group]?.members[membership.instance] else { return false }
            return member.id == id && !member.isAway && member.owned.contains(partition)
        }
    }

    func close(within limit: Duration, leavingGroup: Bool) async {
        broker.leave(membership, id: id, forGood: leavingGroup)
    }
}

extension InMemoryGroup.Member {
    /// What waits in the inbox, else records of the partition whose turn it is, else the news that an end is reached.
    mutating func next(in state: borrowing InMemoryBroker.State) throws(LogError) -> MemberEvent? {
        if !inbox.isEmpty { return inbox.removeFirst() }
        guard case .consuming = phase else { return nil }
        let partitions = positions.keys.sorted()
        for step in partitions.indices {
            let index = (turn + step) % partitions.count
            let partition = partitions[index]
            guard !paused.contains(partition), !state.faults.held.contains(partition.topic),
                let kept = state.partition(partition)
            else { continue }
            let position = positions[partition] ?? -1
            guard position >= kept.earliest, position <= kept.end else {
                let place = "\(partition.topic) partition \(partition.partition)"
                throw LogError(.stop, code: "OFFSET_OUT_OF_RANGE", message: "\(place) has no offset \(position)")
            }
            if position < kept.end {
                let records = kept.records[Int(position - kept.earliest)...].prefix(InMemoryMember.batchLimit)
                positions[partition] = position + Int64(records.count)
                turn = index + 1
                return .records(partition, Array(records))
            }
            if ends[partition] != kept.end {
                ends[partition] = kept.end
                return .reachedEnd(partition, offset: kept.end)
            }
        }
        return nil
    }
}
