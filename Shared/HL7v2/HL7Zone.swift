/// How far a hospital's clocks are from UTC, by what they show.
public struct HL7Zone: Hashable, Sendable {
    /// From a moment on, by the clock on the wall, so many minutes east of UTC.
    public struct Change: Hashable, Sendable {
        public var wallMilliseconds: Int64
        public var offsetMinutes: Int

        public init(wallMilliseconds: Int64, offsetMinutes: Int) {
            (self.wallMilliseconds, self.offsetMinutes) = (wallMilliseconds, offsetMinutes)
        }
    }

    private let offsetMinutes: Int
    private let changes: [Change]

    /// - Parameters:
    ///   - offsetMinutes: before the first change.
    ///   - changes: in order of time.
    public init(offsetMinutes: Int, changes: [Change] = []) {
        (self.offsetMinutes, self.changes) = (offsetMinutes, changes)
    }

    public static let utc = HL7Zone(offsetMinutes: 0)

    /// Minutes east of UTC when the clock on the wall shows that time.
    public func offset(atWall milliseconds: Int64) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].wallMilliseconds <= milliseconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? offsetMinutes : changes[low - 1].offsetMinutes
    }
}
