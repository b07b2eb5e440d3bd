import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Health and metrics over HTTP, on the loopback address only.
final class HealthServer: Service {
    /// Probes and scrapers are few; more than that is somebody who should not be here.
    static let connectionLimit = 64

    private let state: HealthState
    private let metrics: HostMetrics
    private let port: Int
    private let portFile: URL?
    private let logger: Logger
    private let bound = Mutex<Int?>(nil)

    init(state: HealthState, metrics: HostMetrics, port: Int, portFile: URL?, logger: Logger) {
        self.state = state
        self.metrics = metrics
        self.port = port
        self.portFile = portFile
        self.logger = logger
    }

    /// The port in use; nil until it is known.
    var boundPort: Int? { bound.withLock { $0 } }

    /// Throws `HostProblem.cannotListen` when the port cannot be had.
    func run() async throws {
        var quiet = logger
        quiet.logLevel = .error
        let application = Application(
            router: router(), configuration: Self.configuration(port: port, logger: quiet),
            onServerRunning: { channel in self.serves(on: channel.localAddress?.port) }, logger: quiet)
        defer { forgetPort() }
        do {
            try await application.run()
        } catch {
            guard boundPort != nil || error is CancellationError else { throw HostProblem.cannotListen(port: port) }
            throw error
        }
    }

    static func configuration(port: Int, logger: Logger) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname("127.0.0.1", port: port),
            availableConnectionsDelegate: MaximumAvailableConnections(connectionLimit, logger: logger))
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        let (state, metrics) = (state, metrics)
        router.get("livez") { _, _ in Self.answer(true, "ok\n") }
        router.get("startupz") { _, _ in Self.answer(state.hasStarted, state.hasStarted ? "ok\n" : "starting\n") }
        router.get("readyz") { request, _ in
            let wishes = (request.uri.query ?? "").split(separator: "&")
            if wishes.contains(where: { $0 == "verbose" || $0.hasPrefix("verbose=") }) {
                return Self.answer(state.isReady, state.json, type: "application/json")
            }
            let obstacles = state.obstacles
            return Self.answer(obstacles.isEmpty, obstacles.isEmpty ? "ok\n" : obstacles.joined(separator: "\n") + "\n")
        }
        router.get("metrics") { _, _ in Self.answer(true, metrics.rendered(), type: PrometheusText.contentType) }
        return router
    }

    private static func answer(
        _ isFine: Bool, _ text: String, type: String = "text/plain; charset=utf-8"
    ) -> EditedResponse<String> {
        EditedResponse(
            status: isFine ? .ok : .serviceUnavailable, headers: [.contentType: type, .cacheControl: "no-store"],
            response: text)
    }

    private func serves(on port: Int?) {
        bound.withLock { $0 = port }
        guard let port, let portFile else { return }
        do {
            try Data("\(port)\n".utf8).write(to: portFile, options: .atomic)
            logger.info("health and metrics on the loopback address", metadata: [LoggingKeys.port: "\(port)"])
        } catch {
            logger.error("the port's file cannot be written", metadata: [LoggingKeys.port: "\(port)"])
        }
    }

    /// Nobody should look for a server that is gone.
    private func forgetPort() {
        guard boundPort != nil, let portFile else { return }
        do {
            try FileManager.default.removeItem(at: portFile)
        } catch {
            logger.debug("the port's file was gone already")
        }
    }
}
