import ArgumentParser
import AuditTrail
import EventContracts
import EventLog
import Foundation
import ServiceHost

/// Finds out whether anybody has been at the audit records.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify the chains of audit records.", subcommands: [AuditVerifyCommand.self])
}

struct AuditVerifyCommand: AsyncParsableCommand {
    /// What the command ends with.
    enum Ending {
        static let flawed = ExitCode(1)
        static let unreadable = ExitCode(66)
        static let logRefuses = ExitCode(69)
    }

    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Find any audit record that was altered, removed, put in or moved, and name the first.",
        discussion: """
            A gateway's store, the topic, or both, which are then held against each other: only so is it seen that the \
            end of a store was cut off. Nothing is changed, and a running gateway is not disturbed.

            Exit codes: 0 everything is whole; 1 a flaw was found; 64 the flags cannot be used; 66 the store cannot be \
            read; 69 the log refuses.
            """)

    @Option(help: "A gateway's store, <data>/gateway/<instance>/\(AuditStore.fileName).")
    var store: String?

    @Option(help: "Kafka, HOST:PORT[,HOST:PORT]: the chains on gateway.audit.v1.")
    var bootstrap: String?

    @OptionGroup var kafka: KafkaPropertyOptions

    func validate() throws {
        guard store != nil || bootstrap != nil else { throw ValidationError("--store, --bootstrap or both are needed") }
    }

    func run() async throws {
        let report = try await verify()
        for line in report.lines { print(line) }
        for flaw in report.flaws { FileHandle.standardError.write(Data("audit: \(flaw)\n".utf8)) }
        if !report.flaws.isEmpty { throw Ending.flawed }
    }

    private func verify() async throws -> AuditReport {
        var topic: TopicVerifier?
        do {
            if let bootstrap { topic = try await AuditReport.follow(try kafka.log(at: bootstrap)) }
        } catch let error as LogError {
            FileHandle.standardError.write(Data("audit: the log refuses: \(error)\n".utf8))
            throw Ending.logRefuses
        }
        do {
            return try AuditReport(store: store.map { URL(filePath: $0) }, topic: topic)
        } catch let error as StoreVerifier.Unreadable {
            FileHandle.standardError.write(Data("audit: \(error)\n".utf8))
            throw Ending.unreadable
        }
    }
}

/// What was found, in words.
struct AuditReport {
    private(set) var lines: [String] = []
    private(set) var flaws: [AuditFlaw] = []

    /// Throws `StoreVerifier.Unreadable`.
    init(store: URL?, topic: TopicVerifier?) throws {
        if let topic {
            flaws += topic.flaws
            for (name, chain) in topic.chains.sorted(by: { $0.key < $1.key }) {
                lines.append("topic: chain \(name), \(chain.count) records follow from each other")
            }
            if topic.chains.isEmpty { lines.append("topic: no audit records") }
        }
        guard let store else { return }
        do {
            let chain = try StoreVerifier.verify(file: store)
            lines.append("store: chain \(chain.chain), \(chain.count) records follow from each other")
            guard let topic else { return }
            let published = topic.chains[chain.chain] ?? ChainVerifier(chain: chain.chain)
            try chain.compare(with: published, calledOther: "the topic")
            let waiting = chain.count - published.count
            lines.append(waiting == 0 ? "both are the same" : "not on the topic yet: \(waiting)")
        } catch let flaw as AuditFlaw {
            flaws.append(flaw)
        }
    }

    /// Reads the topic to its present end.
    static func follow(_ log: any EventLog) async throws -> TopicVerifier {
        var verifier = TopicVerifier()
        let count = try await log.partitionCount(of: .audit) ?? 0
        let partitions = (0..<Int32(count)).map { TopicPartition(.audit, $0) }
        let ranges = try await log.offsets(of: partitions)
        var missing = ranges.filter { !$0.value.isEmpty }.mapValues(\.end)
        guard !missing.isEmpty else { return verifier }
        let reader = try log.makeReader(from: missing.mapValues { _ in .earliest })
        while !missing.isEmpty, let records = try await reader.next(waiting: .milliseconds(200)) {
            for record in records where record.offset < missing[record.partition] ?? 0 {
                verifier.take(record.message, at: record.offset)
                if record.offset + 1 >= missing[record.partition] ?? 0 { missing[record.partition] = nil }
            }
        }
        await reader.close()
        return verifier
    }
}
