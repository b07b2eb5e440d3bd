import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime

/// Where a history is read from.
enum HistorySource {
    case log(any EventLog)
    /// One CloudEvent in structured JSON on each line; its `time` is the moment the log would have had.
    case lines([UInt8])

    /// Plays all of it; `present` is the moment the history of a log reaches to, a file ends with its last event.
    func play(into replay: inout RuleReplay, present: Instant) async throws {
        switch self {
        case .log(let log): try await HistorySource.play(log, into: &replay, present: present)
        case .lines(let bytes):
            let events = try HistoryLines(bytes, definition: replay.definition).events
            for event in events { try replay.play(event.message, on: event.topic, at: event.time) }
            try replay.endPartition(at: events.last?.time ?? .beginningOfTime)
        }
    }

    /// Partition by partition, so that the patients of one are in memory at a time.
    private static func play(_ log: any EventLog, into replay: inout RuleReplay, present: Instant) async throws {
        let inputs = replay.definition.inputs
        guard let lead = inputs.first, let count = try await log.partitionCount(of: lead) else {
            throw HistoryError.noTopic
        }
        var topics: [TopicName] = []
        for topic in inputs where try await log.partitionCount(of: topic) == count { topics.append(topic) }
        guard topics == inputs else { throw HistoryError.noTopic }
        for partition in 0..<Int32(count) {
            try await PartitionHistory(of: topics, partition: partition, in: log).read {
                try replay.play($0.message, on: $0.topic, at: $0.timestamp)
            }
            try replay.endPartition(at: present)
        }
    }
}

/// Why a history cannot be played; no text names a patient.
enum HistoryError: Error, Hashable, CustomStringConvertible {
    case noTopic
    case cannotRead(file: String)
    case line(Int, problem: String)

    var description: String {
        switch self {
        case .noTopic: "the log does not have every topic of the service, with one number of partitions"
        case .cannotRead(let file): "\(file) cannot be read"
        case .line(let number, let problem): "line \(number): \(problem)"
        }
    }
}

/// A history in a file, in the order of time.
struct HistoryLines {
    struct Event {
        var message: Message
        var topic: TopicName
        var time: Instant
    }

    var events: [Event] = []

    init(_ bytes: [UInt8], definition: ServiceDefinition) throws(HistoryError) {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { !Self.blanks.contains($0) }) else { continue }
            let message = Message(value: Array(line), headers: [Header("content-type", "application/cloudevents+json")])
            let event: CloudEvent
            do { event = try CloudEvent(message) } catch { throw .line(number, problem: "\(error)") }
            guard let time = event.time else { throw .line(number, problem: "missing-attribute: time") }
            // What the service does not listen to is no part of its history.
            guard let topic = Self.topic(of: event, definition) else { continue }
            events.append(Event(message: message, topic: topic, time: time))
        }
        // Stable: events of one moment stay in the order of the file.
        events = events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(
            \.element)
    }

    private static let blanks = Set(" \t\r".utf8)

    /// The topic the event is heard on; where there are several, its source tells.
    private static func topic(of event: CloudEvent, _ definition: ServiceDefinition) -> TopicName? {
        let inputs = Set(definition.inputs)
        let topics = Set(definition.handlers.filter { $0.types.contains(event.type) }.map(\.topic)).intersection(inputs)
        guard topics.count > 1 else { return topics.first }
        return event.source == ServiceName.withdrawalMonitor.source ? .withdrawalEvents : .prescribingEvents
    }
}
