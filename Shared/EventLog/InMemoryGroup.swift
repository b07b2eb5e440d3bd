import EventContracts

/// One consumer group: who is in it, who owns which partition numbers, and what was committed.
///
/// Eager `range` assignment, as on Kafka: on every change all members let go, and when the last one has, the
/// partitions are given out anew, in the order of the instance names.
struct InMemoryGroup {
    enum Phase: Equatable {
        /// Waiting for the group to settle.
        case joining
        case awaitingBegin(Int, [Int32])
        case consuming([Int32])
        case awaitingComplete(Int)
    }

    struct Member {
        var id: Int
        var membership: Membership
        var phase = Phase.joining
        var inbox: [MemberEvent] = []
        var positions: [TopicPartition: Int64] = [:]
        var paused: Set<TopicPartition> = []
        /// The end that was last told of, per partition.
        var ends: [TopicPartition: Int64] = [:]
        var turn = 0
        /// Killed, or closed without leaving: its session runs on until `expireSessions`.
        var isAway = false

        var owned: [Int32] {
            switch phase {
            case .awaitingBegin(_, let partitions), .consuming(let partitions): partitions
            case .joining, .awaitingComplete: []
            }
        }

        mutating func forgetReading() { (positions, paused, ends) = ([:], [], [:]) }
    }

    var members: [String: Member] = [:]
    var committed: [TopicPartition: Int64] = [:]
    var generation = 0
    var isRebalancing = false

    /// Asks everyone to let go; `settle` gives the partitions out when all have.
    mutating func rebalance(_ makeRevocation: (Member, _ generation: Int) -> Revocation) {
        isRebalancing = true
        for (instance, var member) in members.sorted(by: { $0.key < $1.key }) {
            guard !member.owned.isEmpty else {
                if case .awaitingBegin = member.phase { member.phase = .joining }
                if case .consuming = member.phase { member.phase = .joining }
                members[instance] = member
                continue
            }
            generation += 1
            let revocation = makeRevocation(member, generation)
            // Nobody is there to answer for a member that is away.
            member.phase = member.isAway ? .joining : .awaitingComplete(generation)
            member.forgetReading()
            if !member.isAway { member.inbox.append(.revoked(revocation)) }
            members[instance] = member
        }
    }

    mutating func settle(partitionCount: Int, _ makeAssignment: (Member, [Int32], _ generation: Int) -> Assignment) {
        let instances = members.keys.sorted()
        let isWaiting = members.values.contains { if case .awaitingComplete = $0.phase { true } else { false } }
        guard isRebalancing, !isWaiting, !instances.isEmpty else { return }
        isRebalancing = false
        var first: Int32 = 0
        for (index, instance) in instances.enumerated() {
            let share = partitionCount / instances.count + (index < partitionCount % instances.count ? 1 : 0)
            let partitions = Array(first..<first + Int32(share))
            first += Int32(share)
            give(partitions, to: instance, makeAssignment)
        }
    }

    mutating func give(
        _ partitions: [Int32], to instance: String, _ makeAssignment: (Member, [Int32], Int) -> Assignment
    ) {
        guard var member = members[instance] else { return }
        generation += 1
        member.forgetReading()
        member.phase = partitions.isEmpty ? .consuming([]) : .awaitingBegin(generation, partitions)
        member.inbox.append(.assigned(makeAssignment(member, partitions, generation)))
        members[instance] = member
    }
}
