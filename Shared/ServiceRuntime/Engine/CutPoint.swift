/// The named places where a test may cut a run short, as if the process had died there.
public enum CutPoint: String, Sendable, CaseIterable {
    case recordApplied
    case beforeCommit
    case afterCommit
    case beforeProduce
    /// Between the look at whether the partition is still ours and the publication.
    case freshnessChecked
    case afterProduce
    case beforeOffsetCommit
    case afterOffsetCommit
    case deadlineFired
    case rebuildBatch
    case beforeRebuildCompared
    case afterRebuildCompared
    case rejudgeBatch
    case storeOpened
    case beforeRevoked
}

/// Called at every cut point; throws to die there. In production it does nothing.
public struct CutPoints: Sendable {
    private let body: (@Sendable (CutPoint) throws -> Void)?
    public init(_ body: (@Sendable (CutPoint) throws -> Void)? = nil) { self.body = body }
    func reach(_ point: CutPoint) throws { try body?(point) }
}

/// The process "died" at a cut point: nothing may be tidied up after it.
public struct Killed: Error, Hashable, Sendable {
    public let point: CutPoint
    public init(at point: CutPoint) { self.point = point }
}
