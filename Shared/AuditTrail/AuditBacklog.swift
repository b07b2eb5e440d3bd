import FHIRModels
public import MedicationDomain

/// What stands in the store and not yet on the topic, where nobody who can write the store can change it.
public struct AuditBacklog: Hashable, Sendable {
    public var count: Int
    /// When the first of them was written; nil when none waits.
    public var since: Instant?

    public init(count: Int, since: Instant?) { (self.count, self.since) = (count, since) }
}

extension AuditStore {
    /// What the topic has not acknowledged yet.
    public func backlog() async throws -> AuditBacklog {
        let first = try await unpublished(limit: 1).first
        let recorded = first.flatMap { try? JSONValue(parsing: $0.document) }?["recorded"]?.text
        return AuditBacklog(count: try await unpublishedCount(), since: recorded.flatMap { Instant($0) })
    }
}
