/// How big a document may be before it is refused unread.
public struct FHIRLimits: Hashable, Sendable {
    public var maximumBytes: Int
    /// Objects and arrays inside each other; never more than 256, whatever is asked for.
    public var maximumDepth: Int
    /// Entries of a Bundle.
    public var maximumEntries: Int
    /// Values of all kinds in a document: small ones take many times their bytes once they are read.
    public var maximumValues: Int

    public init(
        maximumBytes: Int = 4 * 1024 * 1024, maximumDepth: Int = 64, maximumEntries: Int = 1000,
        maximumValues: Int = 500_000
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumEntries = maximumEntries
        self.maximumValues = maximumValues
    }

    public static let standard = FHIRLimits()

    /// The longest text of an element that is read; attachments and narratives, which are not, may be longer.
    public static let maximumTextBytes = 64 * 1024
    /// The magnitudes a decimal that is read may have, apart from 0: no dose, price or measure lies outside, and no
    /// product or quotient of a few of them leaves the range of numbers.
    public static let decimalMagnitudes = 1e-15...1e15
}
