import EventContracts
import EventLog
import MedicationDomain

/// Answers questions from what the partition knows, changing nothing.
struct QuestionDesk {
    let definition: ServiceDefinition

    /// The reply as a record; nil when the record is no question of ours or has expired.
    func reply(to record: Record, from engine: PartitionEngine, now: Instant) throws -> OutgoingRecord? {
        guard let event = question(in: record) else { return nil }
        if let expiry = event.expiryTime, expiry < now { return nil }
        let topic = TopicName.replies(of: definition.name)
        let key = record.message.key.flatMap { String(validating: $0, as: UTF8.self) }
        let requestID = event.correlationID ?? event.id
        let frame = EventFrame(
            id: event.id, source: event.source, type: event.type, time: event.time ?? record.timestamp, now: now,
            patient: PatientID(event.subject ?? key ?? requestID), entityID: nil, revision: nil,
            correlationID: requestID, traceParent: event.traceParent)
        let answer: any EventPayload
        do {
            answer = try answerPayload(to: event, frame, from: engine)
        } catch let refusal as Refusal {
            answer = QuestionRefused(requestId: requestID, code: refusal.code, message: refusal.message)
        } catch let error as PayloadError {
            answer = QuestionRefused(
                requestId: requestID, code: error.code.rawValue, message: "element \(error.path)")
        }
        let id = Fingerprint.hexadecimal("\(event.source)\n\(event.id)\nreply", bytes: 16)
        let reply = CloudEvent(
            id: id, source: definition.name.source, type: answer.type, time: now, subject: event.subject,
            correlationID: requestID, causationID: event.id,
            contentType: type(of: answer).contentType,
            traceParent: Fingerprint.traceParent(continuing: event.traceParent, event: id), data: try answer.encode())
        return OutgoingRecord(topic: topic, message: reply.message(key: record.message.key))
    }

    /// The record as a question: an event of the suite's own, or a document of the kind the service reads as it is.
    private func question(in record: Record) -> CloudEvent? {
        let (message, foreign) = (record.message, definition.foreignQuestions)
        guard !CloudEvent.isPresent(in: message) else {
            guard var event = try? CloudEvent(message) else { return nil }
            // Somebody else's envelope has a type of their own: what is inside it tells the question.
            let isKnown = definition.questions.contains { $0.types.contains(event.type) }
            if let foreign, !isKnown, event.contentType?.hasPrefix(foreign.contentType) == true {
                event.type = foreign.type
            }
            return event
        }
        guard let foreign, let value = message.value, foreign.isMeant(by: message) else { return nil }
        let place = "\(record.partition.topic)/\(record.partition.partition)/\(record.offset)"
        return CloudEvent(
            id: Fingerprint.hexadecimal(place, bytes: 16), source: "urn:titrate:foreign", type: foreign.type,
            time: record.timestamp, contentType: foreign.contentType, traceParent: message.header("traceparent"),
            data: value)
    }

    private func answerPayload(
        to event: CloudEvent, _ frame: EventFrame, from engine: PartitionEngine
    ) throws -> any EventPayload {
        guard let handler = definition.questions.first(where: { $0.types.contains(event.type) }) else {
            throw Refusal(code: "unknown-question", message: "no handler for this type")
        }
        guard let data = event.data else { throw Refusal(code: "no-data", message: "the question has no value") }
        return try engine.answer { try handler.answer(data, frame, $0) }
    }
}
