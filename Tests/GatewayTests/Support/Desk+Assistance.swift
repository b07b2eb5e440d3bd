import EventContracts
import EventLog
import MedicationDomain
import Testing

@testable import Gateway

extension Desk {
    /// Answers every question to cost-assistance, in the topic and to whoever waits, until it is cancelled.
    func answerQuestions(
        by answer: @escaping @Sendable (AssistanceRequest) -> any EventPayload
    ) -> Task<Void, any Error> {
        Task { [weak self] in
            guard let log = self?.log else { return }
            let start = (0..<Int32(log.partitions)).map {
                (TopicPartition(.requests(to: .costAssistance), $0), StartOffset.offset(0))
            }
            let reader = try log.makeReader(from: Dictionary(uniqueKeysWithValues: start))
            while let records = try await reader.next(waiting: .seconds(1)) {
                for record in records {
                    let question = try CloudEvent(record.message)
                    let request = try AssistanceRequest.decode(try #require(question.data), type: question.type)
                    let payload = answer(request)
                    let reply = CloudEvent(
                        id: "reply-\(question.id)", source: ServiceName.costAssistance.source, type: payload.type,
                        correlationID: question.correlationID, data: try payload.encode())
                    try log.add(
                        OutgoingRecord(
                            topic: .replies(of: .costAssistance), message: reply.message(key: record.message.key)))
                    await self?.application.server.desk.mailbox.deliver(reply)
                }
            }
        }
    }

    /// The questions that stand in the topic, as they were asked.
    func questions() throws -> [AssistanceRequest] {
        try log.records(of: .requests(to: .costAssistance)).map { record in
            let event = try CloudEvent(record.message)
            return try AssistanceRequest.decode(try #require(event.data), type: event.type)
        }
    }

    /// Their ids.
    func lookupIDs() throws -> [String] {
        try log.records(of: .requests(to: .costAssistance)).compactMap { try CloudEvent($0.message).correlationID }
    }
}
