import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import Logging
import MedicationDomain

/// Everything a bench starts, and the folder it lives in; gone when it is closed.
final class Laboratory: Sendable {
    /// How librdkafka's own cluster names itself, whoever started it.
    private static let embeddedClusterPrefix = "mockCluster"

    let folder: URL
    let bootstrap: String
    let isEmbedded: Bool
    let log: KafkaEventLog
    let producer: any LogProducer
    private let broker: SuiteProcess?

    /// `bootstrap` nil: a broker of its own, in a process of its own.
    init(bootstrap given: String?) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "titrate-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            (bootstrap, broker) = try given.map { ($0, nil) } ?? Self.startBroker(in: folder)
        } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
        do {
            // Brokers and connections come and go here on purpose; what goes wrong is thrown.
            var logger = Logger(label: "kafka")
            logger.logLevel = .critical
            log = try KafkaEventLog(
                KafkaConfiguration(bootstrap: bootstrap, clientID: "titrate-bench"), logger: logger)
            producer = try log.makeProducer()
            isEmbedded = try await log.clusterID().hasPrefix(Self.embeddedClusterPrefix)
        } catch {
            broker?.stop(within: 2)
            try FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    /// Feeds no faster than a broker with bounded partitions can keep.
    var feeder: Feeder {
        Feeder(producer: producer, partitionByteLimit: isEmbedded ? Feeder.embeddedPartitionBytes : nil)
    }

    /// The sum of a topic's ends: how many records were ever written to it.
    func end(of topic: TopicName) async throws -> Int {
        guard let count = try await log.partitionCount(of: topic) else { throw BenchError.noTopic(topic) }
        let ranges = try await log.offsets(of: (0..<Int32(count)).map { TopicPartition(topic, $0) })
        return ranges.values.reduce(0) { $0 + Int($1.end) }
    }

    /// Stops a program that is measured no more, so that it takes nothing from the next.
    func stop(_ program: any MeasuredProgram) {
        // One that is held would not hear.
        if let tree = try? program.tree() { tree.send(SIGCONT) }
        program.process.stop(within: 7)
    }

    func close() async {
        await producer.close(within: .seconds(2))
        broker?.stop(within: 2)
        do { try FileManager.default.removeItem(at: folder) } catch {
            FileHandle.standardError.write(Data("left behind: \(folder.path)\n".utf8))
        }
    }

    private static func startBroker(in folder: URL) throws -> (String, SuiteProcess?) {
        let file = folder.appending(path: "bootstrap")
        let process = SuiteProcess(
            name: "broker", executable: Suite.executable("titrate"),
            arguments: ["broker", "--bootstrap-file", file.path],
            log: folder.appending(path: "broker.log"))
        try process.start()
        guard let address = Suite.poll(for: 15, { try? String(contentsOf: file, encoding: .utf8) }) else {
            process.stop(within: 1)
            throw BenchError.brokerDidNotStart
        }
        return (address.trimmingCharacters(in: .whitespacesAndNewlines), process)
    }

    func start(_ name: String, _ executable: URL, _ arguments: [String]) throws -> SuiteProcess {
        let process = SuiteProcess(name: name, executable: executable, arguments: arguments, log: logFile(name))
        try process.start()
        return process
    }

    /// Waits; a program that does not get there is stopped, and its last words are told.
    func ready(
        _ name: String, _ process: SuiteProcess, lookingEvery pause: Duration = .milliseconds(50),
        _ isReady: () async -> Bool
    ) async throws {
        let end = ContinuousClock.now + .seconds(60)
        do {
            while !(await isReady()) {
                guard process.restarts == 0, ContinuousClock.now < end else {
                    throw BenchError.childDidNotStart(name, log: lastWords(name))
                }
                try await Task.sleep(for: pause)
            }
        } catch {
            process.stop(within: 2)
            throw error
        }
    }

    /// The end of what a program wrote to its log.
    func lastWords(_ name: String) -> String {
        String(
            decoding: (FileManager.default.contents(atPath: logFile(name).path) ?? Data()).suffix(2000), as: UTF8.self)
    }

    private func logFile(_ name: String) -> URL { folder.appending(path: "\(name.replacing(" ", with: "-")).log") }
}
