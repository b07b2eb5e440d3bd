import EventLog
import MedicationDomain
import Synchronization
import TestSupport
import Testing

/// A clock that goes on by a millisecond whenever it is asked.
final class StepClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_700_000_000_000)

    func now() -> Instant {
        milliseconds.withLock { now in
            now += 1
            return Instant(millisecondsSince1970: now)
        }
    }
}

extension EventLogFixture {
    static func inMemory() -> EventLogFixture {
        let clock = StepClock()
        let log = InMemoryEventLog { clock.now() }
        return EventLogFixture(
            log: log, makeSmallLog: { _ in log },
            createTopic: { topic, partitions in log.broker.createTopic(topic, partitions: partitions) },
            crash: { _, instance in log.broker.killMember(instance: instance, expiring: true) },
            sessionTimeout: .seconds(10))
    }
}

@Suite struct InMemoryConformanceTests {
    @Test(.timeLimit(.minutes(2)), arguments: EventLogConformance.cases)
    func inMemoryLogConforms(_ conformance: ConformanceCase) async throws {
        try await conformance.run(.inMemory())
    }
}
