import ArgumentParser
import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import ServiceHost

/// Shows what the suite says, as it says it.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Show alerts and projections as they are published.")

    @OptionGroup var kafka: KafkaOptions

    @Flag(help: "Begin with what already stands on the topics.")
    var fromBeginning = false

    func run() async throws {
        let log = try kafka.log()
        let topics = TopicCatalog.alertingServices.map { TopicName.alerts(of: $0) } + [.withdrawalEvents]
        let reader = try await AnnouncementReader(log, topics: topics, from: fromBeginning ? .earliest : .end)
        let screen = Screen()
        while let records = try await reader.next() {
            for record in records { screen.show(record) }
        }
    }
}

/// Reads every partition of some topics, without a group.
struct AnnouncementReader {
    private let reader: any LogReader

    init(_ log: any EventLog, topics: [TopicName], from start: StartOffset) async throws {
        var places: [TopicPartition: StartOffset] = [:]
        for topic in topics {
            for number in 0..<(try await log.partitionCount(of: topic) ?? 0) {
                places[TopicPartition(topic, Int32(number))] = start
            }
        }
        reader = try log.makeReader(from: places)
    }

    func next() async throws -> [Record]? { try await reader.next(waiting: .milliseconds(200)) }
    func close() async { await reader.close() }
}
