import EventContracts
import ServiceRuntime

/// What a host runs: an event service or an application, told apart here and nowhere else.
struct Workload: Sendable {
    let name: ServiceName
    let settings: [Setting]
    /// Loads the knowledge, before anything listens or joins.
    let prepare: @Sendable (HostConfiguration) throws -> PreparedWork
}

/// Loaded, and waiting for the log.
struct PreparedWork: Sendable {
    var knowledge: KnowledgeStamp?
    let start: @Sendable (HostEnvironment) throws -> StartedWork
}

/// At work.
struct StartedWork: Sendable {
    /// The checks `/readyz?verbose` lists even when they pass.
    let checkNames: [String]
    /// Works until cancelled; returns once drained.
    let run: @Sendable () async throws -> Void
    let obstacles: @Sendable () -> [String]
    let partitions: @Sendable () -> [Int32: PartitionReport]
}

/// What probes and metrics say of one partition.
struct PartitionReport: Hashable, Sendable {
    let phase: ServiceStatus.Phase
    let inputs: [ServiceStatus.InputProgress]
}

extension Workload {
    init<S: TitrateService>(service: S.Type) {
        self.init(name: S.name, settings: S.settings) { configuration in
            let running = try configuration.runnerConfiguration()
            let definition = try Workload.loading { try S.define(configuration.settingValues) }
            let checks = definition.intake == nil ? ["log", "group"] : ["log", "intake", "group"]
            return PreparedWork(knowledge: definition.knowledge) { environment in
                let runner = ServiceRunner(
                    definition, log: environment.log, configuration: running, logger: environment.logger)
                return StartedWork(
                    checkNames: checks + ["partitions"], run: { try await runner.run() },
                    obstacles: { runner.health.obstacles },
                    partitions: {
                        runner.health.partitions.mapValues { PartitionReport(phase: $0.phase, inputs: $0.inputs) }
                    })
            }
        }
    }

    init<A: HostedApplication>(application: A.Type) {
        self.init(name: A.name, settings: A.settings) { _ in
            PreparedWork { environment in
                let application = try A(environment: environment)
                return StartedWork(
                    checkNames: ["application"], run: { try await application.run() },
                    obstacles: { application.obstacles }, partitions: { [:] })
            }
        }
    }

    /// Errors without a file and a line are named by type: their text may quote what they failed on.
    private static func loading<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            guard Ending(of: error).code == .internalError else { throw error }
            throw HostProblem.knowledge(type: "\(type(of: error))")
        }
    }
}
