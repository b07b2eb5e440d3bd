import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain
import Synchronization
import TestSupport

/// The real executables as processes of their own, on a broker process of their own (or `TITRATE_TEST_BOOTSTRAP`).
final class RunningSuite: Sendable {
    /// The folder with the built executables: beside the test bundle.
    static let binaries = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".build/debug")

    let directory: URL
    /// Where the services keep their stores; beside the logs unless named.
    let dataDirectory: URL
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
    init(
        environment: [String: String] = [:], opensFiles: Bool = false, dataFolder: String? = nil
    ) async throws {
        (self.environment, self.opensFiles) = (environment, opensFiles)
        directory = FileManager.default.temporaryDirectory.appending(
            path: "titrate-suite-\(UUID().uuidString.prefix(8))")
        dataDirectory = dataFolder.map { [directory] in directory.appending(path: $0) } ?? directory
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        gatewayPort = try LoopbackHTTP.freePort()
        let file = directory.appending(path: "bootstrap")
        let broker = try ChildProcess(
            RunningSuite.binaries.appending(path: "titrate"), ["broker", "--bootstrap-file", file.path],
            output: directory.appending(path: "broker.log"))
        self.broker = broker
        try await eventually(within: .seconds(30), "the broker writes its address") {
            FileManager.default.fileExists(atPath: file.path)
        }
        bootstrap = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        log = try KafkaEventLog(KafkaConfiguration(bootstrap: bootstrap))
    }

    /// Starts a service; a second instance of the same service takes another name.
    func start(_ service: ServiceName, instance: String = "1", _ extra: [String] = []) throws {
        var arguments = [
            "serve", "--bootstrap", bootstrap, "--data", dataDirectory.path, "--instance", instance, "--log-format",
            "json",
            "--session-timeout", "3s", "--status-interval", "1s",
        ]
        arguments += service == .gateway ? ["--port", String(gatewayPort)] : []
        let binary = RunningSuite.binaries.appending(path: service.rawValue)
        let shell = ["-c", "umask 0000; exec \"$0\" \"$@\"", binary.path]
        let process = try ChildProcess(
            opensFiles ? URL(filePath: "/bin/sh") : binary, (opensFiles ? shell : []) + arguments + extra,
            environment: environment,
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

    /// Everything that stands on these topics.
    func records(on topics: [TopicName]) async throws -> [Record] {
        var places: [TopicPartition] = []
        for topic in topics {
            for number in 0..<(try await log.partitionCount(of: topic) ?? 0) {
                places.append(TopicPartition(topic, Int32(number)))
            }
        }
        let ranges = try await log.offsets(of: places).filter { !$0.value.isEmpty }
        guard !ranges.isEmpty else { return [] }
        let reader = try log.makeReader(from: ranges.mapValues { .offset($0.earliest) })
        var open = ranges.mapValues(\.end)
        var records: [Record] = []
        let limit = ContinuousClock.now + .seconds(30)
        while !open.isEmpty, ContinuousClock.now < limit, let batch = try await reader.next(waiting: .milliseconds(100))
        {
            records += batch
            for record in batch where record.offset + 1 >= open[record.partition] ?? .max {
                open[record.partition] = nil
            }
        }
        await reader.close()
        return records
    }

    deinit {
        for process in services.withLock({ Array($0.values) }) { process.end(with: SIGKILL) }
        broker?.end(with: SIGKILL)
        if ProcessInfo.processInfo.environment["TITRATE_KEEP"] == nil {
            _ = try? FileManager.default.removeItem(at: directory)
        }
    }
}
