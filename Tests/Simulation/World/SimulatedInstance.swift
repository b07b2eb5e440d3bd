import EventContracts
import Foundation
import Logging
import MedicationDomain
import TestSupport

@testable import EventLog
@testable import ServiceRuntime

/// One instance of one service: the driver of production, moved by hand.
final class SimulatedInstance {
    let definition: ServiceDefinition
    let name: String
    let disk: SimulatedDisk
    let watch = DeathWatch()
    private unowned let world: World
    private(set) var isUp = false
    private var member: InMemoryMember?
    private var environment: WorkerEnvironment?
    private var runs: [Int32: PartitionRun] = [:]
    /// Partitions with nothing to do before the moment named; nil: before they hear something.
    private var resting: [Int32: Instant?] = [:]
    private var life = 0
    /// In the middle of a step, which may wait for the rest of the world.
    private var isBusy = false

    init(_ definition: ServiceDefinition, name: String, in world: World) {
        (self.definition, self.name, self.world) = (definition, name, world)
        disk = SimulatedDisk(sabotage: world.saboteur?.disk)
    }

    var identity: String { "\(definition.name.rawValue)-\(name)" }
    var engines: [Int32: PartitionEngine] { runs.mapValues(\.engine) }
    var isAvailable: Bool { isUp && !isBusy }

    func start() throws {
        guard !isUp else { return }
        (isUp, life) = (true, life + 1)
        watch.live()
        let membership = Membership(
            group: definition.group, instance: identity, lead: definition.lead,
            coAssigned: Array(definition.inputs.dropFirst()) + definition.questionTopics)
        let member = InMemoryMember(membership, world.log.broker)
        self.member = member
        let configuration = RunnerConfiguration(
            dataDirectory: URL(filePath: "/dev/null"), instance: name, batchRecords: world.plan.batchRecords,
            rejudgePatients: 2, clock: world.runtimeClock, cuts: watch.cuts)
        environment = WorkerEnvironment(
            definition: definition, log: world.saboteur?.log(world.log) ?? world.log, member: member,
            producer: producer(), folder: disk,
            identity: StoreIdentity(clusterID: "in-memory", partitionCount: world.plan.partitions),
            configuration: configuration, health: ServiceHealth(), logger: world.logger,
            metrics: RuntimeMetrics(service: definition.name))
    }

    private func producer() -> any LogProducer {
        let sabotage = world.saboteur?.append ?? { $0 }
        return SimulatedProducer(InMemoryProducer(world.log.broker), sabotage: sabotage) { [unowned self] in
            try await world.interlude(during: self)
        }
    }

    /// The process is gone between two instructions.
    func crash() throws {
        guard isUp else { return }
        isUp = false
        world.log.broker.killMember(instance: identity)
        (member, environment, runs, resting) = (nil, nil, [:], [:])
        try world.saboteur?.afterCrash(disk)
    }

    /// SIGTERM: everything is said and stored first.
    func stop() async throws {
        guard isAvailable else { return }
        for partition in runs.keys.sorted() { try await finish(partition, isLost: false) }
        guard isUp else { return }
        isUp = false
        world.log.broker.killMember(instance: identity)
        (member, environment, runs, resting) = (nil, nil, [:], [:])
    }

    /// Does one thing; false when there is nothing to do.
    func turn() async throws -> Bool {
        guard isAvailable, let member else { return false }
        guard world.log.broker.isMember(identity, of: definition.group) else {
            // Thrown out of the group while it was away: it comes back as librdkafka does, with nothing in hand.
            try crash()
            try start()
            return true
        }
        isBusy = true
        defer { isBusy = false }
        let began = life
        do {
            if let event = try member.nextIfAny() {
                try await take(event)
                return true
            }
            return try await stepOne(began)
        } catch is Killed {
            isBusy = false
            if life == began { try crash() }
            return true
        } catch let error as LogError where error.remedy != .reject {
            isBusy = false
            // In production the service stops loudly: the log does not hold what the store says it has read.
            if error.code == "OFFSET_OUT_OF_RANGE" { throw Violation(1, "\(identity) reads on from nowhere") }
            // The runner joins again.
            if life == began {
                try crash()
                try start()
            }
            return true
        }
    }

    private func stepOne(_ began: Int) async throws -> Bool {
        let ready = runs.keys.sorted().filter { partition in
            guard let until = resting[partition] else { return true }
            return until.map { $0 <= world.clock.now } ?? false
        }
        guard let partition = ready.randomElement(using: &world.random), var run = runs.removeValue(forKey: partition)
        else { return false }
        defer { if life == began, isUp { runs[partition] = run } }
        resting[partition] = nil
        do {
            if try await run.step() { resting[partition] = .some(try run.nextWake()) }
        } catch {
            switch Failure(error) {
            case .over where error is Killed: throw error
            // Tried again, as the worker does after its pause.
            case .over, .passing: resting[partition] = .some(world.clock.now + .milliseconds(100))
            case .corrupted, .lasting: throw Violation(0, "\(identity) stopped for good: \(error)")
            }
        }
        return true
    }

    private func take(_ event: MemberEvent) async throws {
        guard let environment else { return }
        switch event {
        case .assigned(let assignment):
            for (partition, opened) in try await PartitionOpening(environment: environment).take(assignment) {
                runs[partition] = PartitionRun(opened, partition: partition, environment: environment)
                resting[partition] = nil
            }
        case .revoked(let revocation):
            for partition in revocation.partitions { try await finish(partition, isLost: revocation.isLost) }
            revocation.complete()
        case .records(let place, let records): hear(.records(records), of: place)
        case .reachedEnd(let place, let offset): hear(.end(place.topic, offset: offset), of: place)
        }
    }

    private func hear(_ item: Mailbox.Item, of place: TopicPartition) {
        guard runs[place.partition] != nil else { return }
        var content = Mailbox.Content()
        content.items = [item]
        runs[place.partition]?.accept(content)
        resting[place.partition] = nil
    }

    private func finish(_ partition: Int32, isLost: Bool) async throws {
        guard var run = runs.removeValue(forKey: partition) else { return }
        if !isLost { try await run.finish() }
        try run.close()
        environment?.health.set(partition, nil)
    }
}
