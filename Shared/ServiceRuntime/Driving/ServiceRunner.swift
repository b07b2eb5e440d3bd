import EventContracts
public import EventLog
import Foundation
public import Logging
import MedicationDomain

/// Runs a service on a log until it is cancelled: joins the group, gives each partition a worker, reports.
public final class ServiceRunner: Sendable {
    public let health = ServiceHealth()
    private let definition: ServiceDefinition
    private let log: any EventLog
    private let configuration: RunnerConfiguration
    private let logger: Logger
    private let metrics: RuntimeMetrics

    public init(
        _ definition: ServiceDefinition, log: any EventLog, configuration: RunnerConfiguration, logger: Logger
    ) {
        self.definition = definition
        self.log = log
        self.configuration = configuration
        self.logger = logger
        metrics = RuntimeMetrics(service: definition.name)
    }

    /// Returns once cancelled and drained; throws what an operator must decide (`StoreError`, a refused setting).
    public func run() async throws {
        let folder = try InstanceFolder(
            data: configuration.dataDirectory, service: definition.name, instance: configuration.instance)
        if let intake = definition.intake {
            let identity = try await identify()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: EngineExecutor()) {
                    try await IntakeRunner(
                        intake, service: self.definition, log: self.log, configuration: self.configuration,
                        health: self.health, logger: self.logger, metrics: self.metrics,
                        partitionCount: identity.partitionCount
                    ).run()
                }
                group.addTask { try await self.runPartitions(folder) }
                try await group.next()
                group.cancelAll()
                try await group.waitForAll()
            }
        } else {
            try await runPartitions(folder)
        }
    }

    /// Waits for the broker and its topics; every input must have the same number of partitions.
    private func identify() async throws -> StoreIdentity {
        while true {
            do {
                let clusterID = try await log.clusterID()
                var count: Int?
                for topic in definition.inputs + definition.questionTopics {
                    guard let found = try await log.partitionCount(of: topic) else {
                        throw LogError(.retry, code: "no-topic", message: "there is no topic \(topic)")
                    }
                    if let count, count != found {
                        throw StoreError.otherPartitionCount(stored: count, found: found)
                    }
                    count = found
                }
                health.setLogTrouble(nil)
                return StoreIdentity(
                    clusterID: clusterID, partitionCount: count ?? 0, onNewCluster: configuration.onNewCluster)
            } catch let error as LogError where error.remedy == .retry {
                health.setLogTrouble(error.code)
                logger.warning("waiting for the log", metadata: ["reason": "\(error)"])
                for _ in 0..<20 { try await configuration.clock.pause() }
            }
        }
    }

    private func runPartitions(_ folder: InstanceFolder) async throws {
        while !Task.isCancelled {
            // Asked at every joining: the same address may lead to another cluster by now.
            let identity = try await identify()
            let producer = try log.makeProducer()
            let member = try log.join(
                Membership(
                    group: definition.group, instance: "\(definition.name.rawValue)-\(configuration.instance)",
                    lead: definition.lead, coAssigned: Array(definition.inputs.dropFirst()) + definition.questionTopics,
                    sessionTimeout: configuration.sessionTimeout))
            let environment = WorkerEnvironment(
                definition: definition, log: log, member: member, producer: producer, folder: folder,
                identity: identity, configuration: configuration, health: health, logger: logger, metrics: metrics)
            let outcome = await serve(environment)
            health.setJoined(false)
            await member.close(within: .seconds(2), leavingGroup: false)
            await producer.close(within: .seconds(2))
            switch outcome {
            case .success: return
            case .failure(let error as LogError) where error.code != "OFFSET_OUT_OF_RANGE" && error.remedy != .reject:
                health.setLogTrouble(error.code)
                logger.error("joining again", metadata: ["reason": "\(error)"])
                for _ in 0..<20 { try await configuration.clock.pause() }
            case .failure(let error):
                // A full disk or a folder that cannot be written may keep a store from being opened: it is tried again.
                guard !(error is LogError), case .passing(let code) = Failure(error) else { throw error }
                health.setLogTrouble(code)
                logger.error("joining again", metadata: ["reason": "\(code)"])
                for _ in 0..<20 { try await configuration.clock.pause() }
            }
        }
    }

    /// One membership, from joining to its end.
    private func serve(_ environment: WorkerEnvironment) async -> Result<Void, any Error> {
        do {
            let crew = WorkerCrew(environment)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await crew.follow() }
                group.addTask { try await StatusReporter(environment).run(wakingWorkersOf: crew) }
                if !definition.watches.isEmpty { group.addTask { try await SourceWatch(environment).run() } }
                defer { group.cancelAll() }
                try await group.next()
            }
            return .success(())
        } catch is CancellationError {
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
