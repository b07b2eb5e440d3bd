public import EventContracts
import MedicationDomain

/// A handler without its types, as the engine keeps it.
public struct AnyHandler: Sendable {
    public let name: String
    public let topic: TopicName
    public let types: Set<EventType>
    /// The only kind of deadline it hears of; nil: all, if any.
    let deadlineKind: String?
    let decode: @Sendable ([UInt8], EventType) throws -> any EventPayload
    let apply: @Sendable (any EventPayload, EventFrame, StoreWriter) throws -> HandlingOutcome

    public init<H: Handler>(_ handler: H) {
        name = H.name
        topic = handler.topic.name
        types = Set(H.Payload.types)
        deadlineKind = (H.self as? any DeadlineHandler.Type)?.kind
        decode = { try H.Payload.decode($0, type: $1) }
        apply = { payload, frame, store in
            guard let data = payload as? H.Payload else {
                throw PayloadError(code: .typeMismatch, path: "$")
            }
            let event = frame.event(carrying: data)
            let facts = try handler.gather(for: event, in: store.reader)
            let decision = handler.decide(event, given: facts)
            try handler.record(decision.change, in: store)
            return HandlingOutcome(
                announcements: decision.announcements, deadlines: decision.deadlines, awaiting: decision.awaiting,
                settles: decision.settles, refusal: decision.refusal)
        }
    }
}

/// A question handler without its types.
public struct AnyQuestionHandler: Sendable {
    public let name: String
    public let topic: TopicName
    public let types: Set<EventType>
    let answer: @Sendable ([UInt8], EventFrame, StoreReader) throws -> any EventPayload

    public init<H: QuestionHandler>(_ handler: H) {
        name = H.name
        topic = handler.topic.name
        types = Set(H.Question.types)
        answer = { bytes, frame, store in
            let question = try H.Question.decode(bytes, type: frame.type)
            return try handler.answer(frame.event(carrying: question), in: store)
        }
    }
}

/// What a handler wants done, without its types.
struct HandlingOutcome: Sendable {
    var announcements: [Announcement]
    var deadlines: [DeadlineChange]
    var awaiting: Awaiting?
    var settles: [String]
    var refusal: Refusal?
}
