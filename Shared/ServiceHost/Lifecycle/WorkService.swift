import EventLog
import Foundation
import Logging
import ServiceLifecycle

/// The work itself, as a member of the service group: finds the log, starts, and ends when the group shuts down.
struct WorkService: Service {
    let prepared: PreparedWork
    let address: BootstrapAddress
    let makeLog: @Sendable (String) throws -> any EventLog
    let dataDirectory: URL
    let instance: String
    let values: SettingValues
    let state: HealthState
    let logger: Logger

    func run() async throws {
        do {
            try await withGracefulShutdownHandler {
                try await cancelWhenGracefulShutdown { try await work() }
            } onGracefulShutdown: {
                state.drains()
            }
        } catch is CancellationError {
            // Being cancelled is how a shutdown arrives.
        }
    }

    private func work() async throws {
        if case .file = address { state.waits(for: "the broker's address") }
        let log = try makeLog(try await address.resolve())
        let started = try prepared.start(
            HostEnvironment(
                log: log, dataDirectory: dataDirectory, instance: instance, values: values, logger: logger))
        state.started(started)
        try await started.run()
    }
}
