public import EventContracts

/// A handler that hears of the deadlines of one kind, and of no others.
///
/// What it decides depends on the time the deadline was due, not on when it fired.
public protocol DeadlineHandler: Handler where Payload == DeadlineDue {
    /// As the service set it; stored with the deadline, so kept for life.
    static var kind: String { get }
}

extension DeadlineHandler {
    public var topic: Topic<DeadlineDue> { .deadlines }
}
