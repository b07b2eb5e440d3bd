import EventContracts
import Foundation
import MedicationDomain

@testable import EventLog
@testable import ServiceRuntime

/// The stateless intake, moved by hand.
final class SimulatedIntake {
    let watch = DeathWatch()
    private let service: ServiceDefinition
    private unowned let world: World
    private(set) var isUp = false
    private var member: InMemoryMember?
    private var runner: IntakeRunner?
    private var producer: (any LogProducer)?
    private var turns = 0

    init(of service: ServiceDefinition, in world: World) { (self.service, self.world) = (service, world) }

    func start() {
        guard !isUp, let intake = service.intake else { return }
        isUp = true
        watch.live()
        let inner = InMemoryMember(
            Membership(group: "intake.v1", instance: "intake", lead: intake.source), world.log.broker)
        member = inner
        let sabotage = world.saboteur?.append ?? { $0 }
        producer = SimulatedProducer(InMemoryProducer(world.log.broker), sabotage: sabotage) {}
        let configuration = RunnerConfiguration(
            dataDirectory: URL(filePath: "/dev/null"), instance: "1", clock: world.runtimeClock, cuts: watch.cuts)
        runner = IntakeRunner(
            intake, service: service, log: world.log, configuration: configuration, health: ServiceHealth(),
            logger: world.logger, metrics: RuntimeMetrics(service: service.name),
            partitionCount: world.plan.partitions)
    }

    func crash() {
        guard isUp else { return }
        isUp = false
        world.log.broker.killMember(instance: "intake")
        (member, runner, producer) = (nil, nil, nil)
    }

    func turn() async throws -> Bool {
        guard isUp, let member, let runner, let producer else { return false }
        do {
            // Now one thing at a time, now several.
            let limit = 1 + turns % 3
            var events: [MemberEvent] = []
            while events.count < limit, let event = try member.nextIfAny() {
                try await world.saboteur?.beforeIntake(event, member)
                events.append(event)
            }
            turns += 1
            guard !events.isEmpty else {
                // It falls silent only when the group knows how far it is.
                try await runner.commitOffsets(member)
                return false
            }
            try await runner.take(events, member, producer)
            if turns.isMultiple(of: 2) { try await runner.commitOffsets(member) }
        } catch is Killed {
            crash()
        }
        return true
    }
}
