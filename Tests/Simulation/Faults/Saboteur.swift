import EventContracts
import EventLog
import GRDB

@testable import ServiceRuntime

/// A deliberate fault in what surrounds the services: a promise of the runtime is broken on purpose, and the auditor
/// must notice.
struct Saboteur: Sendable {
    let name: String
    /// Done to every new store.
    var disk: (@Sendable (Database) throws -> Void)?
    /// Done to the stores of an instance that has died.
    var afterCrash: @Sendable (SimulatedDisk) throws -> Void = { _ in }
    /// What becomes of records on their way to the log.
    var append: @Sendable ([OutgoingRecord]) -> [OutgoingRecord] = { $0 }
    /// What the services see of the log.
    var log: @Sendable (InMemoryEventLog) -> any EventLog = { $0 }
    /// Done before the intake hears of something.
    var beforeIntake: @Sendable (MemberEvent, any GroupMember) async throws -> Void = { _, _ in }

    init(_ name: String) { self.name = name }
}
