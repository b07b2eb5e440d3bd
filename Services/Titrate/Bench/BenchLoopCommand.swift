import ArgumentParser
import EventContracts
import KafkaEventLog

/// The bare loop in a process of its own, as the bench starts it.
struct BenchLoopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loop", abstract: "Copy one topic to another until stopped.", shouldDisplay: false)

    @Option(help: "Kafka, HOST:PORT.")
    var broker: String

    @Option(help: "The topic that is read, from its end.")
    var from: String

    @Option(help: "The topic that is written.")
    var to: String

    @Option(help: "The consumer group.")
    var group: String

    @Option(help: "Where the counts are written.")
    var progress: String

    func run() async throws {
        let loop = BareLoop(
            log: try KafkaEventLog(KafkaConfiguration(bootstrap: broker)), input: TopicName(rawValue: from),
            output: TopicName(rawValue: to), group: group, progressPath: progress)
        try await loop.run()
    }
}
