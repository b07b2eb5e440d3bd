import EventContracts
import EventLog
import Logging
import MedicationDomain
import ServiceRuntime
import TestSupport

@testable import Titrate

/// The whole suite in one process over the log in memory: every step is chosen by the seed, so every run can be had
/// again.
final class World {
    let plan: Plan
    let saboteur: Saboteur?
    let clock = ManualClock(Plan.start)
    let log: InMemoryEventLog
    let auditor: Auditor
    let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
    var random: SampleRandom
    private(set) var tally = WorldTally()

    private(set) var first: [SimulatedInstance] = []
    private(set) var second: [SimulatedInstance] = []
    private(set) var intake: SimulatedIntake!
    private(set) var gateway: SimulatedGateway!
    /// What must still be put right before the end: instances to start, topics to let flow.
    private var zombieBait: Int?
    /// As soon as something waits for an answer, it is answered and the answer is slow.
    private var lateAnswers: Span?
    private var isInterlude = false
    private var published: [(item: FeedItem, origin: String, at: Instant)] = []

    init(_ plan: Plan, definitions: SuiteDefinitions, saboteur: Saboteur? = nil) throws {
        (self.plan, self.saboteur) = (plan, saboteur)
        let clock = clock
        log = InMemoryEventLog(partitionCount: plan.partitions, clock: { clock.now })
        random = SampleRandom(seed: plan.seed)
        auditor = Auditor(log, partitions: plan.partitions)
        first = definitions.all.map { SimulatedInstance($0, name: "1", in: self) }
        second = definitions.all.map { SimulatedInstance($0, name: "2", in: self) }
        intake = SimulatedIntake(of: definitions.all[0], in: self)
        gateway = try SimulatedGateway(in: self)
    }

    var runtimeClock: RuntimeClock {
        let clock = clock
        return RuntimeClock(now: { clock.now }, pause: {})
    }

    /// Runs the feed with its faults, lets everything come to rest, and holds the end against the reference.
    func run() async throws {
        for instance in first { try instance.start() }
        intake.start()
        var faults = plan.faults[...]
        for (number, item) in plan.feed.enumerated() {
            publish(item, number)
            while let fault = faults.first, fault.after <= number {
                faults.removeFirst()
                try await strike(fault)
            }
            for _ in 0..<Int.random(in: 0...12, using: &random) { _ = try await turnSomething() }
            if plan.times.isEmpty, Int.random(in: 0..<12, using: &random) == 0 { try await gateway.answerOne() }
            if let lateAnswers { try await answerLate(lateAnswers) }
            if number % 8 == 0 { try auditor.look() }
        }
        try await end()
    }

    // MARK: - Steps

    private func publish(_ item: FeedItem, _ number: Int) {
        clock.advance(by: item.gap)
        if plan.times.indices.contains(number) { clock.set(plan.times[number]) }
        let written = append(item.record)
        let origin = "\(written.topic.rawValue)/\(written.partition.partition)/\(written.offset)"
        published.append((item, origin, clock.now))
        tally.events += 1
    }

    /// Faults of the log strike the suite's producers; the world's own records always arrive.
    @discardableResult
    func append(_ record: OutgoingRecord) -> Record {
        while true {
            if let written = try? log.broker.append([record]).first { return written }
        }
    }

    private func turnSomething() async throws -> Bool {
        tally.steps += 1
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return try await intake.turn()
        case 1: return try await gateway.turn()
        default:
            let up = (first + second).filter(\.isAvailable)
            return try await up.randomElement(using: &random)?.turn() ?? false
        }
    }

    /// The world goes on while one instance's records are on their way.
    func interlude(during instance: SimulatedInstance) async throws {
        guard !isInterlude else { return }
        isInterlude = true
        defer { isInterlude = false }
        if zombieBait == first.firstIndex(where: { $0 === instance }), zombieBait != nil {
            let number = zombieBait ?? 0
            zombieBait = nil
            tally.zombies += 1
            // Its session runs out and its patients move, while its records are on their way.
            try second[number].start()
            log.broker.killMember(instance: instance.identity, expiring: true)
            for _ in 0..<60 { _ = try await second[number].turn() }
        } else if Int.random(in: 0..<30, using: &random) == 0 {
            for _ in 0..<3 { _ = try await turnSomething() }
        }
    }

    private func strike(_ fault: PlannedFault) async throws {
        tally.faults += 1
        let instance = first[fault.service]
        switch fault.kind {
        case .crash(let point, let count): instance.watch.arm(point, after: count)
        case .crashIntake(let point): intake.watch.arm(point, after: 1)
        case .loseStore:
            try instance.crash()
            instance.disk.lose()
        case .putBackOldCopy:
            let copy = try instance.disk.copy()
            for _ in 0..<80 { _ = try await turnSomething() }
            try instance.crash()
            instance.disk.putBack(copy)
        case .secondInstance(let leavesInOrder):
            let other = second[fault.service]
            if !other.isUp {
                try other.start()
            } else if leavesInOrder {
                try await other.stop()
            } else {
                try other.crash()
            }
            log.broker.expireSessions()
            tally.rebalances += 1
        case .zombie: zombieBait = fault.service
        case .failAppends(let count, let recording): log.broker.failNextAppends(count, .retry, recording: recording)
        case .lateRepeat: repeatSomethingOld()
        case .lateAnswers(let span): lateAnswers = span
        case .slowTopic(let number): log.broker.holdBack([World.slowTopics[number]])
        case .clockForward(let span): clock.advance(by: span)
        case .loseGateway: try gateway.loseStore()
        }
        try revive(mostly: true)
    }

    private func answerLate(_ span: Span) async throws {
        while try await gateway.turn() {}
        guard try await gateway.answerOne(inTime: true) else { return }
        lateAnswers = nil
        log.broker.holdBack([.alertResponses])
        clock.advance(by: span)
        for _ in 0..<60 { _ = try await turnSomething() }
        log.broker.holdBack([])
    }

    /// Rather what was replaced since: whoever takes it for news goes back to it.
    private func repeatSomethingOld() {
        let topic = World.repeatable.randomElement(using: &random) ?? .prescribingEvents
        let records = log.broker.allRecords(topic)
        var last: [String: Int64] = [:]
        for record in records { last[World.name(of: record)] = record.offset }
        let replaced = records.filter { last[World.name(of: $0)] != $0.offset }
        let chosen = replaced.isEmpty || Int.random(in: 0..<4, using: &random) == 0 ? records : replaced
        guard let record = chosen.randomElement(using: &random) else { return }
        append(OutgoingRecord(topic: topic, partition: record.partition.partition, message: record.message))
    }

    private static func name(of record: Record) -> String {
        "\(record.partition.partition) \(record.message.header("ce_entityid") ?? "")"
    }

    private static let repeatable: [TopicName] = [
        .prescribingEvents, .prescribingEvents, .prescribingIntake, .withdrawalEvents, .alerts(of: .interactionCheck),
    ]
    /// More than any run needs to come to rest.
    private static let mostRounds = 20_000
    private static let slowTopics: [TopicName] = [
        .alertResponses, .prescribingEvents, .withdrawalEvents, .prescribingIntake,
    ]

    /// What has died comes back, soon or later; what is slow flows again.
    private func revive(mostly: Bool) throws {
        if !mostly || Bool.random(using: &random) {
            for instance in first where !instance.isUp {
                try instance.start()
                tally.crashes += 1
            }
            if !intake.isUp {
                intake.start()
                tally.crashes += 1
            }
        }
        if !mostly || Int.random(in: 0..<4, using: &random) == 0 { log.broker.holdBack([]) }
        if Int.random(in: 0..<6, using: &random) == 0 { log.broker.expireSessions() }
    }

    // MARK: - The end

    /// Everybody is up and everything is read; then the days pass until nothing is due any more.
    private func end() async throws {
        log.broker.failNextAppends(0, .retry)
        zombieBait = nil
        for instance in first + second { instance.watch.live() }
        try revive(mostly: false)
        log.broker.expireSessions()
        try await settle()
        try await askFinance()
        for days in [0.02, 0.1, 0.5, 1, 1, 3, 7, 14] {
            clock.advance(by: .days(days))
            try await settle()
        }
        try auditor.look()
        try await FinalAudit(world: self, published: published).check()
    }

    var openState: OpenState { get throws { try OpenState(auditor) } }

    /// The same records at the same moments, and nothing else happens.
    var undisturbed: Plan {
        var plan = plan
        (plan.faults, plan.times) = ([], published.map(\.at))
        return plan
    }

    func settle() async throws {
        var idle = 0
        var rounds = 0
        func moves(_ turn: () async throws -> Bool) async throws -> Bool {
            rounds += 1
            guard rounds < World.mostRounds else { throw Violation(0, "the suite does not come to rest") }
            return try await turn()
        }
        while idle < 2 {
            var moved = false
            for instance in first + second where instance.isAvailable {
                while try await moves({ try await instance.turn() }) { moved = true }
            }
            while try await moves({ try await intake.turn() }) { moved = true }
            while try await moves({ try await gateway.turn() }) { moved = true }
            try revive(mostly: false)
            idle = moved ? 0 : idle + 1
            // What waits after a failure is tried again when some time has passed.
            clock.advance(by: .milliseconds(200))
        }
        try auditor.look()
    }

    private func askFinance() async throws {
        let event = CloudEvent(
            id: "question-1", source: "urn:test:finance", type: AssistanceRequest.types[0], time: clock.now,
            correlationID: "question-1", data: try AssistanceRequest(asOf: clock.now.day).encode())
        append(
            OutgoingRecord(
                topic: .requests(to: .costAssistance), message: event.message(key: Array("question-1".utf8))))
        try await settle()
        let replies = log.broker.allRecords(.replies(of: .costAssistance))
            .filter { $0.message.header("ce_correlationid") == "question-1" }
        guard !replies.isEmpty else { throw Violation(1, "a question was not answered") }
    }
}

/// What a run was made of, for the report.
struct WorldTally: Codable, Equatable, Sendable {
    var events = 0
    var steps = 0
    var faults = 0
    var crashes = 0
    var rebalances = 0
    var zombies = 0
    var compared = 0

    static func + (left: WorldTally, right: WorldTally) -> WorldTally {
        WorldTally(
            events: left.events + right.events, steps: left.steps + right.steps, faults: left.faults + right.faults,
            crashes: left.crashes + right.crashes, rebalances: left.rebalances + right.rebalances,
            zombies: left.zombies + right.zombies, compared: left.compared + right.compared)
    }
}
