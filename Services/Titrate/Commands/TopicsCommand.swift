import ArgumentParser
import EventContracts
import Foundation
import KafkaEventLog
import ServiceHost

/// Creates the suite's topics on a real Kafka.
struct TopicsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: "Create the suite's topics with the right partitions and retention.")

    @OptionGroup var kafka: KafkaOptions

    @Option(help: "Partitions of every topic; chosen once, for ever.")
    var partitions = TopicCatalog.defaultPartitionCount

    @Option(help: "Copies of every partition: 3 on a cluster of three brokers or more.")
    var replication = 1

    @Flag(help: "Only print what would be created.")
    var list = false

    func run() async throws {
        if list {
            for topic in TopicCatalog.all { print("\(topic.name)  \(topic.retention)") }
            return
        }
        let log = try kafka.log()
        try await log.createTopics(TopicCatalog.all, partitions: partitions, replication: replication)
        print("\(TopicCatalog.all.count) topics with \(partitions) partitions are there.")
    }
}
