public import MedicationDomain

extension ServiceStatus {
    /// How far a partition can be relied upon, from the best to the worst.
    public enum Condition: String, Codable, Sendable, CaseIterable, Comparable {
        case live, rejudging, lagging, rebuilding, stopped, silent

        public static func < (left: Self, right: Self) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// Three reporting intervals of ten seconds.
    public static let silentAfter = Span.seconds(30)
    public static let laggingAfter = Span.seconds(60)

    /// What the report says at that moment: one that has grown old says only that there is none.
    public func condition(asOf now: Instant) -> Condition {
        if now.since(reportedAt) > Self.silentAfter { return .silent }
        switch phase {
        case .stopped: return .stopped
        case .rebuilding: return .rebuilding
        case .rejudging: return trouble == nil ? .rejudging : .stopped
        case .live: break
        }
        if trouble != nil { return .stopped }
        return inputs.contains { $0.isLagging(asOf: now) } ? .lagging : .live
    }

    /// The moment up to which the partition surely was worked on: no later than its last report, and no later than the
    /// input that is furthest behind.
    public var checkedThrough: Instant {
        let behind = inputs.filter { ($0.endOffset ?? 0) > $0.nextOffset }.compactMap(\.processedThrough)
        return min(behind.min() ?? reportedAt, reportedAt)
    }
}

extension ServiceStatus.InputProgress {
    fileprivate func isLagging(asOf now: Instant) -> Bool {
        guard let endOffset, endOffset > nextOffset else { return false }
        guard let processedThrough else { return true }
        return now.since(processedThrough) > ServiceStatus.laggingAfter
    }
}
