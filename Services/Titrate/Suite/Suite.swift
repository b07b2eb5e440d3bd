import EventContracts
import EventLog
import Foundation
import ServiceHost

/// The whole suite as child processes: a broker when none is given, the four services, the gateway.
final class Suite: Sendable {
    struct Options: Sendable {
        var data: URL
        /// Nil: an embedded broker is started.
        var bootstrap: String?
        var gatewayPort: Int
        /// Further arguments per service, e.g. a shorter settle window for a demonstration.
        var extra: [ServiceName: [String]] = [:]
        /// Arguments for every service.
        var common: [String] = []
    }

    let bootstrap: String
    let options: Options
    let logs: URL
    private let broker: SuiteProcess?
    let services: [(name: ServiceName, process: SuiteProcess)]

    /// Starts the processes; `waitUntilReady` tells when they can be used.
    init(_ options: Options) throws {
        var options = options
        logs = options.data.appending(path: "logs")
        try FileManager.default.createDirectory(
            at: logs, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        _ = OwnerOnly.tighten(logs)
        if let given = options.bootstrap {
            (bootstrap, broker) = (given, nil)
        } else {
            let started = try Suite.startBroker(options: &options, logs: logs)
            (bootstrap, broker) = started
        }
        self.options = options
        var started: [(name: ServiceName, process: SuiteProcess)] = []
        for name in ServiceName.allCases {
            var arguments = ["serve", "--bootstrap", bootstrap, "--data", options.data.path, "--log-format", "json"]
            if name == .gateway { arguments += ["--port", String(options.gatewayPort)] }
            arguments += options.common + (options.extra[name] ?? [])
            let process = SuiteProcess(
                name: name.rawValue, executable: Suite.executable(name.rawValue), arguments: arguments,
                log: logs.appending(path: "\(name.rawValue).log"))
            do { try process.start() } catch {
                for (_, earlier) in started { earlier.kill() }
                broker?.kill()
                throw error
            }
            started.append((name, process))
        }
        services = started
    }

    /// The executables stand beside this one.
    static func executable(_ name: String) -> URL {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: own).deletingLastPathComponent().appending(path: name)
    }

    /// Every embedded broker gets a data directory of its own: offsets of one mean nothing on the next.
    private static func startBroker(options: inout Options, logs: URL) throws -> (String, SuiteProcess) {
        let id = UUID().uuidString.prefix(8).lowercased()
        options.data = options.data.appending(path: "embedded-\(id)")
        try FileManager.default.createDirectory(
            at: options.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let file = options.data.appending(path: "bootstrap")
        let process = SuiteProcess(
            name: "broker", executable: executable("titrate"),
            arguments: ["broker", "--bootstrap-file", file.path], log: logs.appending(path: "broker.log"))
        try process.start()
        guard let address = poll(for: 15, { try? String(contentsOf: file, encoding: .utf8) }) else {
            process.stop(within: 1)
            throw SuiteError.brokerDidNotStart(log: logs.appending(path: "broker.log").path)
        }
        return (address.trimmingCharacters(in: .whitespacesAndNewlines), process)
    }

    static func poll<Value>(for limit: TimeInterval, _ look: () -> Value?) -> Value? {
        let deadline = Date(timeIntervalSinceNow: limit)
        while Date() < deadline {
            if let found = look() { return found }
            RunLoop.current.run(until: Date(timeIntervalSinceNow: 0.02))
        }
        return look()
    }

    /// Where a service answers for its health; nil until it has written it down.
    func healthAddress(of service: ServiceName) -> URL? {
        let file = options.data.appending(path: "\(service.rawValue)/1/http-port")
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            let port = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
        else { return nil }
        return URL(string: "http://127.0.0.1:\(port)")
    }

    /// Services that are not ready, with their reason.
    func notReady() async -> [String] {
        var waiting: [String] = []
        for (name, _) in services {
            guard let address = healthAddress(of: name) else {
                waiting.append("\(name.rawValue): starting")
                continue
            }
            let answer = await HTTPProbe.get(address.appending(path: "readyz"))
            if answer?.status != 200 { waiting.append("\(name.rawValue): \(answer?.body ?? "no answer")") }
        }
        return waiting
    }

    /// Waits until every service says it is ready.
    func waitUntilReady(within limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        while true {
            let waiting = await notReady()
            if waiting.isEmpty { return }
            if let failed = services.first(where: { $0.process.hasGivenUp }) {
                throw SuiteError.serviceDidNotStart(
                    failed.name.rawValue, log: logs.appending(path: "\(failed.name.rawValue).log").path)
            }
            guard ContinuousClock.now < end else { throw SuiteError.notReady(waiting) }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Ends everything at once.
    func kill() {
        for (_, process) in services { process.kill() }
        broker?.kill()
    }

    /// Stops the services first, so that they can still publish; then the broker.
    func stop() {
        let group = DispatchGroup()
        for (_, process) in services {
            DispatchQueue.global().async(group: group) { process.stop(within: 6) }
        }
        group.wait()
        broker?.stop(within: 2)
    }
}

enum SuiteError: Error, CustomStringConvertible {
    case brokerDidNotStart(log: String)
    case serviceDidNotStart(String, log: String)
    case notReady([String])

    var description: String {
        switch self {
        case .brokerDidNotStart(let log): "the embedded broker did not start; see \(log)"
        case .serviceDidNotStart(let name, let log): "\(name) does not stay up; see \(log)"
        case .notReady(let waiting): "not ready in time: \(waiting.joined(separator: "; "))"
        }
    }
}
