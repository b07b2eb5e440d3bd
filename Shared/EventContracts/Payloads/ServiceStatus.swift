public import MedicationDomain

/// What a service says of itself every ten seconds, per partition: silence is never calm.
public struct ServiceStatus: EventPayload {
    public struct InputProgress: Codable, Hashable, Sendable {
        public var topic: TopicName
        /// The next offset to be read, and the end of the topic when last seen.
        public var nextOffset: Int64
        public var endOffset: Int64?
        /// Everything the log received before this moment has been processed.
        public var processedThrough: Instant?
        public init(topic: TopicName, nextOffset: Int64, endOffset: Int64?, processedThrough: Instant?) {
            (self.topic, self.nextOffset) = (topic, nextOffset)
            (self.endOffset, self.processedThrough) = (endOffset, processedThrough)
        }
    }

    /// A hospital system that feeds us.
    public struct SourceActivity: Codable, Hashable, Sendable {
        public var source: String
        public var lastHeardAt: Instant
        public var isQuiet: Bool
        public init(source: String, lastHeardAt: Instant, isQuiet: Bool) {
            (self.source, self.lastHeardAt, self.isQuiet) = (source, lastHeardAt, isQuiet)
        }
    }

    /// How many entries of the knowledge there are, and which are past their day of review.
    public struct Knowledge: Codable, Hashable, Sendable {
        /// So many are named; the number tells of all.
        public static let mostNamed = 40
        public var entries: Int
        public var stale: Int
        /// The longest overdue first.
        public var staleIDs: [String]
        /// The next day of review among those that are not past it.
        public var nextReviewBy: CalendarDay?
        public init(entries: Int, stale: Int, staleIDs: [String] = [], nextReviewBy: CalendarDay? = nil) {
            (self.entries, self.stale, self.staleIDs) = (entries, stale, staleIDs)
            self.nextReviewBy = nextReviewBy
        }
    }

    /// Other rules that look on: what they would have said otherwise since the instance started.
    public struct Shadow: Codable, Hashable, Sendable {
        public static let mostNamed = 100
        public struct Count: Codable, Hashable, Sendable {
            public var rule: String
            /// `added`, `removed`, `raised`, `lowered`.
            public var difference: String
            public var count: Int
            public init(rule: String, difference: String, count: Int) {
                (self.rule, self.difference, self.count) = (rule, difference, count)
            }
        }
        public var version: String
        public var counts: [Count]
        public init(version: String, counts: [Count]) { (self.version, self.counts) = (version, counts) }
    }

    public enum Phase: String, Codable, Sendable { case rebuilding, rejudging, live, stopped }

    public static let types: [EventType] = ["org.titrate.service.reported.v1"]
    public var service: ServiceName
    public var instance: String
    public var partition: Int32
    public var phase: Phase
    public var inputs: [InputProgress]
    public var knowledgeVersion: String
    public var knowledgeHash: String
    /// Why the partition is stopped, as a code; nil when it is not.
    public var trouble: String?
    public var sources: [SourceActivity]
    public var reportedAt: Instant
    /// Counts the successive owners of the partition; nil in reports of before it was counted.
    public var epoch: Int?
    public var knowledge: Knowledge?
    public var shadow: Shadow?

    public init(
        service: ServiceName, instance: String, partition: Int32, phase: Phase, inputs: [InputProgress],
        knowledgeVersion: String, knowledgeHash: String, trouble: String? = nil, sources: [SourceActivity] = [],
        reportedAt: Instant, epoch: Int? = nil, knowledge: Knowledge? = nil, shadow: Shadow? = nil
    ) {
        self.service = service
        self.instance = instance
        self.partition = partition
        self.phase = phase
        self.inputs = inputs
        self.knowledgeVersion = knowledgeVersion
        self.knowledgeHash = knowledgeHash
        self.trouble = trouble
        self.sources = sources
        self.reportedAt = reportedAt
        self.epoch = epoch
        (self.knowledge, self.shadow) = (knowledge, shadow)
    }
}
