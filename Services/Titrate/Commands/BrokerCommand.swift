import ArgumentParser
import EmbeddedBroker
import EventContracts
import Foundation

/// Hosts the embedded development broker in a process of its own.
struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Host the embedded development broker (in memory, bounded) until stopped.",
        discussion: """
            For trying out and for tests only: everything is gone when it ends, and each partition keeps at most 5 MiB; \
            older records are dropped. Real data belongs on Apache Kafka (see compose.yaml).
            """)

    @Option(help: "Partitions of every topic.")
    var partitions = TopicCatalog.defaultPartitionCount

    @Option(help: "Where to write the address once it accepts connections.")
    var bootstrapFile: String?

    @Option(help: ArgumentHelp("For tests: a pipe to make and to take faults from, a line each.", visibility: .hidden))
    var control: String?

    func run() async throws {
        let broker = try EmbeddedBroker(partitions: partitions)
        let faults = try control.map { try BrokerControl(of: broker, pipe: $0) }
        defer { withExtendedLifetime(faults) {} }
        if let bootstrapFile {
            try broker.bootstrap.write(toFile: bootstrapFile, atomically: true, encoding: .utf8)
        }
        print("Embedded broker at \(broker.bootstrap)")
        print("In memory and bounded: at most 5 MiB a partition, gone when this process ends. Not for real data.")
        await Interruption.wait()
        broker.close()
    }
}
