public import MedicationDomain

/// What a policy decided: the change to record, what to tell others, and what to come back to.
public struct Decision<Change: Sendable>: Sendable {
    public var change: Change
    public var announcements: [Announcement]
    public var deadlines: [DeadlineChange]
    /// Set when the event is about something not yet known: it waits and comes back when its subject does.
    public var awaiting: Awaiting?
    /// Subjects that are known from now on: what waited for them is applied next.
    public var settles: [String]
    /// Set when the event can never be applied: it goes to the dead letters with this reason.
    public var refusal: Refusal?

    public init(
        _ change: Change, announcing announcements: [Announcement] = [], deadlines: [DeadlineChange] = [],
        settles: [String] = []
    ) {
        self.change = change
        self.announcements = announcements
        self.deadlines = deadlines
        self.settles = settles
    }

    /// The event waits for its subject, at most that long; the change is still recorded.
    public static func wait(for subject: String, atMost span: Span, recording change: Change) -> Decision {
        var decision = Decision(change)
        decision.awaiting = Awaiting(subject: subject, atMost: span)
        return decision
    }

    /// The event is refused for good; the change is still recorded.
    public static func refuse(_ refusal: Refusal, recording change: Change) -> Decision {
        var decision = Decision(change)
        decision.refusal = refusal
        return decision
    }
}

/// What an early fact waits for, e.g. `order:o-1`.
public struct Awaiting: Hashable, Sendable {
    public let subject: String
    public let atMost: Span
    public init(subject: String, atMost: Span) { (self.subject, self.atMost) = (subject, atMost) }
}

/// Why a record is refused for good. The text goes into headers and logs: code and element, never content.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Lower case with dashes: `id-reused`, `missing-element`.
    public let code: String
    public let message: String
    public init(code: String, message: String) { (self.code, self.message) = (code, message) }
    public var description: String { "\(code): \(message)" }
}

/// Something to say, on the topic that carries it. The runtime numbers, identifies and publishes it.
public struct Announcement: Sendable {
    public let topic: TopicName
    public let payload: any EntityPayload
    /// Nil: about the patient of the event being handled.
    public let patient: PatientID?

    public init<Payload: EntityPayload>(
        _ payload: Payload, on topic: Topic<Payload>, about patient: PatientID? = nil
    ) {
        (self.topic, self.payload, self.patient) = (topic.name, payload, patient)
    }
}
