public import EventContracts

/// One reaction of a service: gather the facts, ask a pure policy, record the change.
///
/// The runtime does the rest: it decodes, drops repeats, numbers and publishes what was announced, keeps deadlines and
/// commits everything in one transaction. A handler never publishes and never asks a clock.
public protocol Handler: Sendable {
    associatedtype Payload: EventPayload
    associatedtype Facts: Sendable
    associatedtype Change: Sendable
    /// Kept for life: event ids, dead letters and metrics carry it.
    static var name: String { get }
    var topic: Topic<Payload> { get }
    /// Reads what the policy needs. Throwing stops the partition and is tried again: refuse in `decide` instead.
    func gather(for event: Event<Payload>, in store: StoreReader) throws -> Facts
    /// Pure: the same event and facts give the same decision.
    func decide(_ event: Event<Payload>, given facts: Facts) -> Decision<Change>
    func record(_ change: Change, in store: StoreWriter) throws
}

/// An answer to a question; it changes nothing and is no part of a rebuild.
public protocol QuestionHandler: Sendable {
    associatedtype Question: EventPayload
    associatedtype Answer: EventPayload
    static var name: String { get }
    var topic: Topic<Question> { get }
    /// Throw a `Refusal` when the question cannot be answered; the asker gets it as `QuestionRefused`.
    func answer(_ question: Event<Question>, in store: StoreReader) throws -> Answer
}
