import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain

/// What a laboratory can start, and the topics each of them has for itself.
extension Laboratory {
    /// Topics that none of the measured services reads, for programs that are no part of the suite. The embedded broker
    /// has no call that creates topics, so there they are some of the suite's.
    func topics(for part: BenchSettings.Part) -> (input: TopicName, output: TopicName) {
        guard isEmbedded else {
            return (
                TopicName(rawValue: "titrate-bench.\(part.rawValue)-in.v1"),
                TopicName(rawValue: "titrate-bench.\(part.rawValue)-out.v1")
            )
        }
        return switch part {
        case .floor: ("withdrawal-monitor.requests.v1", "withdrawal-monitor.replies.v1")
        case .client: ("gateway.status.v1", "withdrawal-monitor.dead-letters.v1")
        case .peer: ("gateway.audit.v1", "gateway.dead-letters.v1")
        default: ("cost-assistance.requests.v1", "cost-assistance.replies.v1")
        }
    }

    /// As many as there are between a hospital and an alert.
    var pingPongTopics: [TopicName] {
        let (first, second) = (topics(for: .loop), topics(for: .floor))
        return [first.input, first.output, second.input, second.output]
    }

    /// All topics that are the bench's own.
    var ownTopics: [TopicName] {
        [BenchSettings.Part.loop, .floor, .client, .peer].flatMap { [topics(for: $0).input, topics(for: $0).output] }
    }

    /// Makes the topics fit to be measured on; returns how many partitions they have.
    func prepareTopics(replication: Int, allowUsed: Bool) async throws -> Int {
        let orders = TopicName.prescribingEvents
        guard let count = try await log.partitionCount(of: orders) else { throw BenchError.noTopic(orders) }
        for topic in [orders, .hospitalEvents] where !allowUsed {
            if try await end(of: topic) > 0 { throw BenchError.topicInUse(topic) }
        }
        if !isEmbedded {
            let topics = ownTopics.map { TopicSpecification(name: $0, retention: .limited(.hours(1))) }
            try await log.createTopics(topics, partitions: count, replication: replication)
        }
        return count
    }

    /// A program that copies or alerts and counts what it does.
    func startCounting(_ part: BenchSettings.Part) async throws -> CountingProgram {
        let (input, output) = topics(for: part)
        let progress = folder.appending(path: "\(part.rawValue)-progress").path
        let common = [
            "--from", input.rawValue, "--to", output.rawValue, "--group",
            "\(folder.lastPathComponent)-\(part.rawValue)",
            "--progress", progress,
        ]
        let command = try self.command(for: part)
        let process = try start(part.title, command.executable, command.arguments + common)
        try await ready(part.title, process) { LoopProgressFile.read(progress) != nil }
        return CountingProgram(
            name: part.title, process: process, input: input, output: output, progressPath: progress)
    }

    private func command(for part: BenchSettings.Part) throws -> (executable: URL, arguments: [String]) {
        let programs = ComparisonPrograms()
        switch part {
        case .client: return (Suite.executable("titrate"), ["bench", "loop", "--broker", bootstrap])
        case .floor:
            let store = folder.appending(path: "floor.sqlite").path
            return (try programs.floor("floor"), ["--bootstrap", bootstrap, "--store", store])
        case .peer:
            let (python, script) = try programs.peer()
            let store = folder.appending(path: "peer").path
            return (python, [script.path, "--bootstrap", bootstrap, "--store", store])
        default: return (try programs.floor("loop"), ["--bootstrap", bootstrap])
        }
    }

    /// Copies records through as many topics as a hospital's record goes through.
    func startPingPong() async throws -> CountingProgram {
        let name = "ping-pong in C"
        let progress = folder.appending(path: "pingpong-progress").path
        let topics = pingPongTopics
        let process = try start(
            name, try ComparisonPrograms().floor("pingpong"),
            [
                "--bootstrap", bootstrap, "--topics", topics.map(\.rawValue).joined(separator: ","), "--group",
                "\(folder.lastPathComponent)-pingpong", "--progress", progress,
            ])
        try await ready(name, process) { LoopProgressFile.read(progress) != nil }
        return CountingProgram(
            name: name, process: process, input: topics[0], output: topics[topics.count - 1], progressPath: progress)
    }

    /// A service that is ready for records.
    func startService(_ service: ServiceName) async throws -> ServiceProgram {
        let program = try await launchService(service)
        try await readiness(of: program)
        return program
    }

    func readiness(of program: ServiceProgram) async throws {
        try await ready(program.name, program.process) {
            await HTTPProbe.get(program.address.appending(path: "readyz"))?.status == 200
        }
    }

    /// A service that answers, whether it is ready or not.
    func launchService(
        _ service: ServiceName, lookingEvery pause: Duration = .milliseconds(50), _ extra: [String] = []
    ) async throws -> ServiceProgram {
        let name = service.rawValue
        let file = folder.appending(path: "\(name)/bench/http-port")
        // One of an earlier process would lead nowhere.
        if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
        let process = try start(
            name, Suite.executable(name),
            [
                "serve", "--bootstrap", bootstrap, "--data", folder.path, "--instance", "bench", "--http-port", "0",
                "--session-timeout", "6s", "--log-level", "warning", "--log-format", "json",
            ] + extra)
        func address() -> URL? {
            guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
            let port = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            return Int(port).flatMap { URL(string: "http://127.0.0.1:\($0)") }
        }
        try await ready(name, process, lookingEvery: pause) { address() != nil }
        guard let address = address() else { throw BenchError.childDidNotStart(name, log: lastWords(name)) }
        guard service == .prescribing else {
            return ServiceProgram(
                service: service, process: process, input: .prescribingEvents, output: .alerts(of: service),
                address: address)
        }
        return ServiceProgram(
            service: service, process: process, input: .hospitalEvents, output: .prescribingEvents, address: address,
            outputEnd: { [self] in try await end(of: .prescribingEvents) })
    }

    /// The gateway, ready, and the port of its pages.
    func startGateway() async throws -> (program: ServiceProgram, port: Int) {
        let port = try Self.freePort()
        let program = try await launchService(.gateway, ["--port", String(port)])
        try await readiness(of: program)
        return (program, port)
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Foundation.close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isFound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isFound else { throw BenchError.noAnswer("no port is free") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Takes a stopped service's stores away, as a lost disk does.
    func loseStores(of service: ServiceName) throws {
        try FileManager.default.removeItem(at: folder.appending(path: service.rawValue))
    }
}
