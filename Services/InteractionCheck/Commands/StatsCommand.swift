import ArgumentParser
import EventContracts
import EventLog
import Foundation
import KafkaEventLog
import MedicationDomain
import ServiceHost
import ServiceRuntime

/// `interaction-check stats --bootstrap kafka:9092 --since 2026-11-01`
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count alerts, overrides and times to an answer, rule by rule.",
        discussion: """
            Reads the topics of alerts, answers and orders to their present end, without joining a group. A rule that is \
            overridden in more than half of its answers is named at the end: it interrupts the wrong people. Prints \
            rules, codes and counts, nothing of a patient. Ends with 69 when the log does not answer.
            """)

    @OptionGroup var kafka: KafkaOptions
    @Option(help: "Count from this day on (UTC), YYYY-MM-DD; all there is without it.")
    var since: String?
    @Flag(help: "Answer in JSON.") var json = false

    func validate() throws { _ = try start }

    private var start: Instant? {
        get throws {
            guard let since else { return nil }
            guard let day = CalendarDay(since) else { throw ValidationError("--since is a day, YYYY-MM-DD") }
            return day.start
        }
    }

    func run() async throws {
        let report: StatisticsReport
        do {
            report = StatisticsReport(try await Self.statistics(of: try kafka.log(), since: try start))
        } catch let error as LogError {
            FileHandle.standardError.write(Data("the log at \(kafka.bootstrap) does not answer: \(error)\n".utf8))
            throw ExitCode(HostExitCode.unavailable.rawValue)
        }
        print(json ? String(decoding: try PayloadCoding.encode(report), as: UTF8.self) : report.text)
    }

    /// Reads topic after topic, the alerts before the answers to them.
    static func statistics(of log: any EventLog, since: Instant?) async throws -> AlertStatistics {
        var statistics = AlertStatistics(since: since)
        for topic in AlertStatistics.topics {
            guard let count = try await log.partitionCount(of: topic) else { continue }
            try await log.readAll((0..<Int32(count)).map { TopicPartition(topic, $0) }) { statistics.take($0) }
        }
        return statistics
    }
}
