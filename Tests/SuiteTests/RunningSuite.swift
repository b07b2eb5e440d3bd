import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain
import Synchronization
import TestSupport

/// The real executables as processes of their own, on a broker process of their own or on the cluster that
/// `TITRATE_TEST_BOOTSTRAP` names.
///
/// The suite's topics have fixed names: such a cluster must be empty at first and used by nothing else. Runs on it
/// tell themselves apart by their patients' ids.
final class RunningSuite: Sendable {
    /// The folder with the built executables: beside the test bundle.
    static let binaries = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".build/debug")

    static let externalBootstrap = ProcessInfo.processInfo.environment["TITRATE_TEST_BOOTSTRAP"]

    let directory: URL
    /// Where the services keep their stores; beside the logs unless named.
    let dataDirectory: URL
    /// Kafka refuses less than six seconds; the embedded broker's rebalances last as long as this.
    let sessionTimeout: Duration
    let bootstrap: String
    let log: any EventLog
    /// Where the gateway shows its pages.
    let gatewayPort: Int
    private let broker: ChildProcess?
    private let environment: [String: String]
    private let opensFiles: Bool
    private let services = Mutex<[String: ChildProcess]>([:])

    /// - Parameters:
    ///   - environment: set for every process besides what the test has.
    ///   - opensFiles: the processes are started from a shell that lets everybody read new files.
    ///   - isEmbedded: there is a broker of its own whatever the environment says, as for an undisturbed run.
    init(
        environment: [String: String] = [:], opensFiles: Bool = false, dataFolder: String? = nil,
        isEmbedded: Bool = false
    ) async throws {
        (self.environment, self.opensFiles) = (environment, opensFiles)
        directory = FileManager.default.temporaryDirectory.appending(
            path: "titrate-suite-\(UUID().uuidString.prefix(8))")
        dataDirectory = dataFolder.map { [directory] in directory.appending(path: $0) } ?? directory
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        gatewayPort = try LoopbackHTTP.freePort()
        if let external = RunningSuite.externalBootstrap, !isEmbedded {
            (broker, bootstrap, sessionTimeout) = (nil, external, .seconds(6))
            let kafka = try KafkaEventLog(KafkaConfiguration(bootstrap: external))
            try await kafka.createTopics(
                TopicCatalog.all, partitions: TopicCatalog.defaultPartitionCount, replication: 1)
            log = kafka
            return
        }
        sessionTimeout = .seconds(3)
        let file = directory.appending(path: "bootstrap")
        broker = try ChildProcess(
            RunningSuite.binaries.appending(path: "titrate"),
            ["broker", "--bootstrap-file", file.path, "--control", directory.appending(path: "control").path],
            output: directory.appending(path: "broker.log"))
        try await eventually(within: .seconds(30), "the broker writes its address") {
            FileManager.default.fileExists(atPath: file.path)
        }
        bootstrap = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        log = try KafkaEventLog(KafkaConfiguration(bootstrap: bootstrap))
    }

    /// Starts a service; a second instance of the same service takes another name.
    func start(
        _ service: ServiceName, instance: String = "1", _ extra: [String] = [], environment: [String: String] = [:]
    )
        throws
    {
        var arguments = [
            "serve", "--bootstrap", bootstrap, "--data", dataDirectory.path, "--instance", instance, "--log-format",
            "json", "--session-timeout", "\(sessionTimeout.components.seconds)s", "--status-interval", "1s",
        ]
        arguments += service == .gateway && !extra.contains("--port") ? ["--port", String(gatewayPort)] : []
        let binary = RunningSuite.binaries.appending(path: service.rawValue)
        let shell = ["-c", "umask 0000; exec \"$0\" \"$@\"", binary.path]
        let process = try ChildProcess(
            opensFiles ? URL(filePath: "/bin/sh") : binary, (opensFiles ? shell : []) + arguments + extra,
            environment: self.environment.merging(environment) { $1 },
            output: directory.appending(path: "\(service.rawValue)-\(instance).log"))
        services.withLock { $0["\(service.rawValue)/\(instance)"] = process }
    }

    func startAll(_ extra: [ServiceName: [String]] = [:]) async throws {
        for service in ServiceName.allCases { try start(service, extra[service] ?? []) }
        for service in ServiceName.allCases { try await waitUntilReady(service) }
    }

    func process(_ service: ServiceName, instance: String = "1") -> ChildProcess? {
        services.withLock { $0["\(service.rawValue)/\(instance)"] }
    }

    /// SIGKILL: nothing is tidied up.
    func kill(_ service: ServiceName, instance: String = "1") {
        services.withLock { $0.removeValue(forKey: "\(service.rawValue)/\(instance)") }?.end(with: SIGKILL)
        // The next start writes its own port.
        let port = data(of: service, instance: instance).appending(path: "http-port")
        _ = try? FileManager.default.removeItem(at: port)
    }

    /// Ends it by a signal of that number and waits until it is gone.
    func end(_ service: ServiceName, instance: String = "1", with signal: Int32) {
        services.withLock { $0.removeValue(forKey: "\(service.rawValue)/\(instance)") }?.end(with: signal)
        let port = data(of: service, instance: instance).appending(path: "http-port")
        _ = try? FileManager.default.removeItem(at: port)
    }

    func stop(_ service: ServiceName, instance: String = "1") {
        services.withLock { $0.removeValue(forKey: "\(service.rawValue)/\(instance)") }?.end(with: SIGTERM)
    }

    func signalBroker(_ signal: Int32) { broker?.signal(signal) }

    /// Tells the embedded broker to misbehave, and waits until it does: see `titrate broker --control`.
    func controlBroker(_ command: String) async throws {
        let output = directory.appending(path: "broker.log")
        let before = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").count
        let control = try FileHandle(forWritingTo: directory.appending(path: "control"))
        try control.write(contentsOf: Data("\(command)\n".utf8))
        try control.close()
        try await eventually("the broker has heard \(command)") {
            let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").dropFirst(before)
            return lines.contains("Done: \(command)")
        }
    }

    func data(of service: ServiceName, instance: String = "1") -> URL {
        dataDirectory.appending(path: "\(service.rawValue)/\(instance)")
    }

    /// Asks a service's health address.
    func get(
        _ path: String, from service: ServiceName, instance: String = "1"
    ) async -> (status: Int, body: String)? {
        let file = data(of: service, instance: instance).appending(path: "http-port")
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            let port = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
        else { return nil }
        return await LoopbackHTTP.get(path, port: port)
    }

    /// Asks the gateway for a page.
    func page(_ path: String) async -> (status: Int, body: String)? {
        await LoopbackHTTP.get(path, port: gatewayPort)
    }

    func waitUntilReady(_ service: ServiceName, instance: String = "1") async throws {
        try await eventually(within: .seconds(60), "\(service.rawValue) is ready") {
            await self.get("/readyz", from: service, instance: instance)?.status == 200
        }
    }

    deinit {
        for process in services.withLock({ Array($0.values) }) { process.end(with: SIGKILL) }
        broker?.end(with: SIGKILL)
        if ProcessInfo.processInfo.environment["TITRATE_KEEP"] == nil {
            _ = try? FileManager.default.removeItem(at: directory)
        }
    }
}
