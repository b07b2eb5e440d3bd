import ArgumentParser
import EventContracts
import EventLog
import Foundation
import KafkaEventLog

/// Publishes hospital resources from files.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publish FHIR resources (JSON or NDJSON; - for standard input) to hospital.events.v1.")

    @Argument(help: "Files with one resource or Bundle each, or NDJSON with one a line.")
    var files: [String]

    @OptionGroup var kafka: KafkaOptions

    @Option(help: "Records a second; without it as fast as they are acknowledged.")
    var rate: Double?

    func run() async throws {
        let producer = try kafka.log().makeProducer()
        var records: [OutgoingRecord] = []
        for file in files { records += try PublishCommand.resources(in: file).map(PublishCommand.record) }
        try await PublishCommand.send(records, through: producer, rate: rate)
        await producer.close(within: .seconds(5))
        print("\(records.count) records published and acknowledged.")
    }

    static func record(_ resource: [UInt8]) -> OutgoingRecord {
        OutgoingRecord(
            topic: .hospitalEvents,
            message: Message(
                key: PatientKey.of(resource), value: resource,
                headers: [Header("content-type", "application/fhir+json")]))
    }

    /// A whole JSON document, or one document a line.
    static func resources(in file: String) throws -> [[UInt8]] {
        let data =
            file == "-"
            ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(filePath: file))
        if (try? JSONSerialization.jsonObject(with: data)) != nil { return [Array(data)] }
        return data.split(separator: UInt8(ascii: "\n")).map { Array($0) }.filter { !$0.isEmpty }
    }

    static func send(
        _ records: [OutgoingRecord], through producer: any LogProducer, rate: Double?
    ) async throws {
        guard let rate, rate > 0 else {
            for start in stride(from: 0, to: records.count, by: 500) {
                try await producer.append(Array(records[start..<min(start + 500, records.count)]))
            }
            return
        }
        let begin = ContinuousClock.now
        for (index, record) in records.enumerated() {
            try await Task.sleep(until: begin + .seconds(Double(index) / rate), clock: .continuous)
            try await producer.append([record])
        }
    }
}
