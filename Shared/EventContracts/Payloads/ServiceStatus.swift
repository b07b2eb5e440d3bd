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

    public init(
        service: ServiceName, instance: String, partition: Int32, phase: Phase, inputs: [InputProgress],
        knowledgeVersion: String, knowledgeHash: String, trouble: String? = nil, sources: [SourceActivity] = [],
        reportedAt: Instant, epoch: Int? = nil
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
    }
}
