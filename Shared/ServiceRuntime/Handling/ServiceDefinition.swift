public import EventContracts
public import GRDB
public import MedicationDomain

/// A service, as the runtime sees it: what it listens to, what it says, what it keeps.
public struct ServiceDefinition: Sendable {
    public var name: ServiceName
    /// Raising it starts a new consumer group and new stores: a full replay.
    public var generation: Int
    /// The subscribed topic; all other inputs follow its partition numbers.
    public var lead: TopicName
    public var handlers: [AnyHandler]
    public var questions: [AnyQuestionHandler]
    /// Documents that are questions by themselves, without an event around them.
    public var foreignQuestions: ForeignQuestions?
    /// Where announcements go, with the payloads that travel there; a rebuild reads them back.
    public var outputs: [OutputTopic]
    public var documents: [any AnyDocumentTable]
    /// Tables of the service's own, beyond its documents. Only appended to.
    public var migrations: [StoreMigration]
    public var knowledge: KnowledgeStamp
    /// Set for a service that also forwards another topic without state.
    public var intake: IntakeDefinition?
    /// Services whose silence it is to hear of, on its own `sources` topic.
    public var watches: [ServiceName]
    /// What other rules that look on would have said, for the service's status; nil where none look on.
    public var shadow: (@Sendable () -> ServiceStatus.Shadow)?

    public init(
        name: ServiceName, generation: Int = 1, lead: TopicName, handlers: [AnyHandler],
        questions: [AnyQuestionHandler] = [], foreignQuestions: ForeignQuestions? = nil, outputs: [OutputTopic],
        documents: [any AnyDocumentTable],
        migrations: [StoreMigration] = [], knowledge: KnowledgeStamp, intake: IntakeDefinition? = nil,
        watches: [ServiceName] = [], shadow: (@Sendable () -> ServiceStatus.Shadow)? = nil
    ) {
        self.name = name
        self.generation = generation
        self.lead = lead
        self.handlers = handlers
        self.questions = questions
        self.foreignQuestions = foreignQuestions
        self.outputs = outputs
        self.documents = documents
        self.migrations = migrations
        self.knowledge = knowledge
        self.intake = intake
        self.watches = watches
        self.shadow = shadow
    }

    public var group: String { "\(name.rawValue).v\(generation)" }
    /// The log topics whose offsets the store keeps, the lead first.
    public var inputs: [TopicName] {
        let others = Set(handlers.map(\.topic)).subtracting([lead, .deadlines, .knowledge])
        return [lead] + others.sorted()
    }
    public var questionTopics: [TopicName] { Set(questions.map(\.topic)).sorted() }
}

/// A topic a service announces on, and what it says there.
public struct OutputTopic: Sendable {
    public let name: TopicName
    public let payloads: [any EntityPayload.Type]
    public init(_ name: TopicName, carrying payloads: [any EntityPayload.Type]) {
        (self.name, self.payloads) = (name, payloads)
    }
}

/// Which knowledge a verdict stands on.
public struct KnowledgeStamp: Hashable, Sendable {
    public var version: String
    /// SHA-256 over all knowledge files, hexadecimal.
    public var hash: String
    /// By when each entry has to be looked at again.
    public var reviews: [String: CalendarDay]
    public init(version: String, hash: String, reviews: [String: CalendarDay] = [:]) {
        (self.version, self.hash, self.reviews) = (version, hash, reviews)
    }

    /// How the entries stand on a day; nil where none says by when it is to be looked at again.
    public func state(on day: CalendarDay) -> ServiceStatus.Knowledge? {
        guard !reviews.isEmpty else { return nil }
        let stale = reviews.filter { day > $0.value }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
        return ServiceStatus.Knowledge(
            entries: reviews.count, stale: stale.count,
            staleIDs: Array(stale.prefix(ServiceStatus.Knowledge.mostNamed)),
            nextReviewBy: reviews.values.filter { $0 >= day }.min())
    }
}

/// One step in the life of a service's own tables.
public struct StoreMigration: Sendable {
    public let name: String
    public let migrate: @Sendable (Database) throws -> Void
    public init(_ name: String, migrate: @escaping @Sendable (Database) throws -> Void) {
        (self.name, self.migrate) = (name, migrate)
    }
}
