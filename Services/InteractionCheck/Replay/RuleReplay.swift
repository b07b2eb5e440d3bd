import EventContracts
import EventLog
import MedicationDomain
import ServiceRuntime

/// A history played to the service twice, by the rules of today and by other ones: the engine and the handlers that run
/// in production, on stores in memory.
struct RuleReplay {
    /// Patients of one partition number, judged by both.
    private struct Pair {
        let old: OfflinePartition
        let new: OfflinePartition
    }

    private let definitions: (old: ServiceDefinition, new: ServiceDefinition)
    private let since: Instant
    private var pair: Pair
    private var comparison: FindingComparison
    /// Orders of the present partition, so that each is counted once.
    private var orders: Set<EntityID> = []
    private var report: ReplayReport
    /// How far the present history is played: a log whose timestamps run back does not turn the comparison back.
    private var now = Instant.beginningOfTime

    init(from old: LoadedInteractionKnowledge, to new: LoadedInteractionKnowledge, since: Instant?) throws {
        definitions = (InteractionCheckService.define(old), InteractionCheckService.define(new))
        self.since = since ?? .beginningOfTime
        pair = Pair(old: try OfflinePartition(definitions.old), new: try OfflinePartition(definitions.new))
        comparison = FindingComparison(since: self.since)
        report = ReplayReport(old: .init(old.version), new: .init(new.version), since: since)
    }

    /// What the service listens to, by whatever rules.
    var definition: ServiceDefinition { definitions.old }

    /// Plays one record, after everything that was due before it.
    mutating func play(_ message: Message, on topic: TopicName, at instant: Instant) throws {
        now = max(now, instant)
        try advance(to: now)
        try say(pair.old.deliver(message, on: topic, at: instant), by: .old, at: now)
        try say(pair.new.deliver(message, on: topic, at: instant), by: .new, at: now)
        comparison.settle(at: now)
        report.events += 1
        report.through = max(report.through ?? now, now)
        if instant >= since { count(message, on: topic) }
    }

    /// Lets time pass for both at once, deadline by deadline, so that neither is ahead of the other.
    private mutating func advance(to instant: Instant) throws {
        while let due = try [pair.old.nextDeadline(), pair.new.nextDeadline()].compactMap({ $0 }).min(), due <= instant
        {
            try say(pair.old.advance(to: due), by: .old, at: due)
            try say(pair.new.advance(to: due), by: .new, at: due)
            comparison.settle(at: due)
            // A deadline that stands after it was due is an endless one, which the engine itself stops.
            let next = try [pair.old.nextDeadline(), pair.new.nextDeadline()].compactMap { $0 }.min()
            guard next.map({ $0 > due }) ?? false else { return }
        }
    }

    /// The history of these patients ends; the next ones begin with empty stores.
    mutating func endPartition(at end: Instant) throws {
        now = max(now, end)
        try advance(to: now)
        comparison.end(at: now)
        pair = Pair(old: try OfflinePartition(definitions.old), new: try OfflinePartition(definitions.new))
        orders.removeAll()
        now = .beginningOfTime
    }

    func finish() -> ReplayReport {
        var report = report
        report.rules = comparison.tallies
        return report
    }

    private mutating func say(_ records: [OutgoingRecord], by rules: FindingComparison.Rules, at moment: Instant) throws
    {
        for record in records {
            guard record.topic == .alerts(of: .interactionCheck) else {
                if rules == .old, record.topic == .deadLetters(of: .interactionCheck) { report.refused += 1 }
                continue
            }
            let event = try CloudEvent(record.message)
            guard let data = event.data else { continue }
            comparison.note(try AlertEvent.decode(data, type: event.type), by: rules, at: moment)
        }
    }

    private mutating func count(_ message: Message, on topic: TopicName) {
        guard topic == .prescribingEvents, let event = try? CloudEvent(message),
            OrderEvent.types.contains(event.type), let data = event.data,
            let order = try? OrderEvent.decode(data, type: event.type)
        else { return }
        // An order counts with its first word: what was refused or taken back at once was never one.
        switch order.status {
        case .accepted, .held: if orders.insert(order.entityID).inserted { report.orders += 1 }
        case .released, .rejected, .amended, .stopped, .completed, .retracted: break
        }
    }
}
