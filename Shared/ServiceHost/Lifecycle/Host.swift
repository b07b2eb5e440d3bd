import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import Logging
import ServiceLifecycle
import ServiceRuntime

/// Runs one workload from its settings to its exit code.
struct Host: Sendable {
    let workload: Workload
    let configuration: HostConfiguration
    let registry: PrometheusRegistry
    let logger: Logger
    /// What a shutdown's hard end does; tests replace it.
    var end: @Sendable (Int32) -> Void = { _exit($0) }
    /// Makes the log for a broker address; tests give one in memory.
    var makeLog: (@Sendable (String) throws -> any EventLog)?
    var onHealthServer: @Sendable (HealthServer, HealthState) -> Void = { _, _ in }

    /// Returns after a shutdown; throws what ended it otherwise.
    func run(signals: AsyncStream<Int32>) async throws {
        let instance = try configuration.instanceName()
        let state = HealthState()
        // Settings are judged before anything is touched.
        let port = try configuration.port(HostSettings.httpPort)
        let limit = try configuration.duration(HostSettings.drainLimit)
        let address = try BootstrapAddress(configuration)
        let folder = try HostFolder(data: configuration.dataDirectory, service: workload.name, instance: instance)
        _ = OwnerOnly.tighten(folder.url.deletingLastPathComponent().path)
        for path in OwnerOnly.tighten(folder.url) {
            logger.warning("others may read a file of the data folder", metadata: [LoggingKeys.path: "\(path)"])
        }
        for warning in configuration.warnings { logger.warning("\(warning)") }
        let prepared = try workload.prepare(configuration)
        state.loaded(prepared.knowledge)
        logger.info(
            "starting",
            metadata: [
                LoggingKeys.version: "\(SuiteVersion.current)", LoggingKeys.instance: "\(instance)",
                LoggingKeys.hash: "\(prepared.knowledge?.hash.prefix(12) ?? "-")",
            ])

        let server = HealthServer(
            state: state, metrics: HostMetrics(registry: registry, service: workload.name, state: state), port: port,
            portFile: folder.portFile, logger: logger)
        onHealthServer(server, state)
        let work = WorkService(
            prepared: prepared, address: address, makeLog: makeLog ?? { try kafkaLog(at: $0, instance: instance) },
            dataDirectory: configuration.dataDirectory, instance: instance, values: configuration.settingValues,
            state: state, logger: logger)
        try await serve(server, work, state, signals: signals, limit: limit)
        withExtendedLifetime(folder) { logger.info("ended") }
    }

    private func serve(
        _ server: HealthServer, _ work: WorkService, _ state: HealthState, signals: AsyncStream<Int32>, limit: Duration
    ) async throws {
        // The group's own log lines would quote errors whole; ours name them.
        var silent = logger
        silent.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: server),
                    .init(service: work, successTerminationBehavior: .gracefullyShutdownGroup),
                ], logger: silent))
        let watch = ShutdownWatch(limit: limit, logger: logger, end: end)
        let watching = Task { await watch.follow(signals, stopping: group) }
        let resting = Task { await IdleMemory.watch { state.isReady } }
        defer {
            resting.cancel()
            watching.cancel()
            watch.finish()
        }
        try await group.run()
    }

    private func kafkaLog(at bootstrap: String, instance: String) throws -> any EventLog {
        var properties = KafkaConfiguration(
            bootstrap: bootstrap, clientID: "\(workload.name.rawValue)-\(instance)",
            properties: configuration.kafka.mapValues(\.text))
        // Readiness turns red when a status report is not taken: sooner than the client's own half minute.
        properties.deliveryTimeout = .seconds(10)
        do {
            return try KafkaEventLog(properties, logger: logger)
        } catch let error as LogError where error.remedy == .reject {
            throw ConfigurationError.refusedByKafka("\(error)")
        }
    }
}
