import ArgumentParser
import EventContracts
import EventLog
import Foundation
import HL7v2
import KafkaEventLog
import ServiceHost

/// Publishes hospital records from files.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publish FHIR (JSON, NDJSON) or HL7 v2 from files (- for standard input) to hospital.events.v1.",
        discussion: "What a file holds is told by its content; a file of HL7 v2 is one record, batches too.")

    @Argument(help: "Files with one resource or Bundle each, NDJSON with one a line, or HL7 v2.")
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

    static func record(_ document: [UInt8]) -> OutgoingRecord {
        let type = HL7Record.isLikely(document) ? "x-application/hl7-v2+er7" : "application/fhir+json"
        return OutgoingRecord(
            topic: .hospitalEvents,
            message: Message(
                key: PatientKey.of(document), value: document, headers: [Header("content-type", type)]))
    }

    /// HL7 v2 or JSON as a whole, or one JSON document a line.
    static func resources(in file: String) throws -> [[UInt8]] {
        let data =
            file == "-"
            ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(filePath: file))
        if HL7Record.isLikely(Array(data)) { return [Array(data)] }
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
