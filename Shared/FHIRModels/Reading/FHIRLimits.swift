/// How big a document may be before it is refused unread.
public struct FHIRLimits: Hashable, Sendable {
    public var maximumBytes: Int
    /// Objects and arrays inside each other; never more than 256, whatever is asked for.
    public var maximumDepth: Int
    /// Entries of a Bundle.
    public var maximumEntries: Int

    public init(maximumBytes: Int = 4 * 1024 * 1024, maximumDepth: Int = 64, maximumEntries: Int = 1000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumEntries = maximumEntries
    }

    public static let standard = FHIRLimits()
}
