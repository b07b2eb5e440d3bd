import EventContracts

// The coordinator of the in-memory log's consumer groups.

extension InMemoryBroker {
    /// Joins; who is known by that instance already is replaced and fenced, and the partitions stay where they are.
    func join(_ membership: Membership) -> Int {
        let id = mutate { state in
            state.tickets += 1
            return state.tickets
        }
        change { state in
            _ = self.create(membership.lead, &state)
            for topic in membership.coAssigned { _ = self.create(topic, &state) }
            var group = state.groups[membership.group] ?? InMemoryGroup()
            let previous = group.members[membership.instance]
            group.members[membership.instance] = InMemoryGroup.Member(id: id, membership: membership)
            if let previous, !previous.owned.isEmpty, !group.isRebalancing {
                group.give(previous.owned, to: membership.instance, self.assignment)
            } else {
                group.rebalance(self.revocation)
                self.settle(&group, membership, state.topics)
            }
            state.groups[membership.group] = group
        }
        return id
    }

    func leave(_ membership: Membership, id: Int, forGood: Bool) {
        change { state in
            guard var group = state.groups[membership.group], var member = group.members[membership.instance],
                member.id == id
            else { return }
            if forGood {
                group.members[membership.instance] = nil
                group.rebalance(self.revocation)
            } else {
                if case .awaitingComplete = member.phase { member.phase = .joining }
                member.isAway = true
                group.members[membership.instance] = member
            }
            self.settle(&group, membership, state.topics)
            state.groups[membership.group] = group
        }
    }

    /// The member falls silent, as a killed process does. Its partitions move when sessions expire, or at once.
    public func killMember(instance: String, expiring: Bool = false) {
        let memberships = read { state in
            state.groups.values.compactMap { group in group.members[instance].map { ($0.membership, $0.id) } }
        }
        for (membership, id) in memberships { leave(membership, id: id, forGood: false) }
        if expiring { expireSessions() }
    }

    /// The session time-out passes for everyone who is away, and the limit for everyone who does not let go.
    public func expireSessions() {
        change { state in
            for (name, var group) in state.groups.sorted(by: { $0.key < $1.key }) {
                let away = group.members.filter { $0.value.isAway }.map(\.key)
                for instance in away { group.members[instance] = nil }
                for (instance, member) in group.members {
                    if case .awaitingComplete = member.phase { group.members[instance]?.phase = .joining }
                }
                if !away.isEmpty { group.rebalance(self.revocation) }
                if let membership = group.members.values.first?.membership {
                    self.settle(&group, membership, state.topics)
                }
                state.groups[name] = group
            }
        }
    }

    /// Whether the group still counts that instance among its members.
    public func isMember(_ instance: String, of group: String) -> Bool {
        read { $0.groups[group]?.members[instance]?.isAway == false }
    }

    /// What a group committed, for tests.
    public func committedOffsets(of group: String) -> [TopicPartition: Int64] {
        read { $0.groups[group]?.committed ?? [:] }
    }

    /// Changes one member, if it is still the one that was meant.
    func update(
        _ membership: Membership, id: Int, _ body: (inout InMemoryGroup.Member, InMemoryGroup) -> Void
    ) {
        change { state in
            guard var group = state.groups[membership.group], var member = group.members[membership.instance],
                member.id == id
            else { return }
            body(&member, group)
            group.members[membership.instance] = member
            self.settle(&group, membership, state.topics)
            state.groups[membership.group] = group
        }
    }

    private func settle(
        _ group: inout InMemoryGroup, _ membership: Membership, _ topics: [TopicName: [Partition]]
    ) {
        let count = topics[membership.lead]?.count ?? partitionCount
        group.settle(partitionCount: count, assignment)
    }

    private func assignment(_ member: InMemoryGroup.Member, _ partitions: [Int32], _ generation: Int) -> Assignment {
        let (membership, id) = (member.membership, member.id)
        return Assignment(partitions: partitions) { [weak self] start in
            self?.begin(membership, id: id, generation, at: start)
        }
    }

    private func revocation(_ member: InMemoryGroup.Member, _ generation: Int) -> Revocation {
        let (membership, id) = (member.membership, member.id)
        return Revocation(partitions: member.owned, isLost: false) { [weak self] in
            self?.update(membership, id: id) { member, _ in
                if member.phase == .awaitingComplete(generation) { member.phase = .joining }
            }
        }
    }

    private func begin(
        _ membership: Membership, id: Int, _ generation: Int, at start: [TopicPartition: StartOffset]
    ) {
        let ranges = range(of: start.keys)
        update(membership, id: id) { member, group in
            guard case .awaitingBegin(generation, let partitions) = member.phase else { return }
            member.phase = .consuming(partitions)
            for (partition, place) in start {
                let range = ranges[partition] ?? OffsetRange(earliest: 0, end: 0)
                member.positions[partition] = range.position(place, committed: group.committed[partition])
            }
            for topic in [membership.lead] + membership.coAssigned {
                // Read on from nowhere: `next` says so.
                for partition in partitions.map({ TopicPartition(topic, $0) }) where start[partition] == nil {
                    member.positions[partition] = -1
                }
            }
        }
    }

    func range(of partitions: some Sequence<TopicPartition>) -> [TopicPartition: OffsetRange] {
        read { state in
            var ranges: [TopicPartition: OffsetRange] = [:]
            for partition in partitions {
                guard let kept = state.partition(partition) else { continue }
                ranges[partition] = OffsetRange(earliest: kept.earliest, end: kept.end)
            }
            return ranges
        }
    }
}

extension OffsetRange {
    func position(_ start: StartOffset, committed: Int64?) -> Int64 {
        switch start {
        case .offset(let offset): offset
        case .earliest: earliest
        case .end: end
        case .committed: committed ?? earliest
        }
    }
}
