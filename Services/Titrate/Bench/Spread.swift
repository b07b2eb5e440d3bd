/// The middle and the ends of a few runs.
struct Spread: Codable, Hashable, Sendable {
    let median: Double
    let minimum: Double
    let maximum: Double

    /// Nil when there is nothing to spread.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        (minimum, maximum) = (first, last)
    }

    /// The smallest value that at least that share (0 to 1) of all values does not exceed; nil when there are none.
    static func percentile(_ share: Double, of values: [Double]) -> Double? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
