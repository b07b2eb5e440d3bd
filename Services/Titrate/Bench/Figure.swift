/// One measured quantity with a name of its own, and what it is to reach.
struct Figure: Codable, Hashable, Sendable {
    enum Unit: String, Codable, Sendable {
        case recordsPerSecond = "records/s"
        case requestsPerSecond = "requests/s"
        case microseconds = "CPU µs/record"
        case milliseconds = "ms"
        case seconds = "s"
        case megabytes = "MB"
        case ratio = "ratio"

        /// Decimals that mean something at the sizes these have.
        var digits: Int {
            switch self {
            case .recordsPerSecond, .requestsPerSecond, .megabytes: 0
            case .microseconds, .milliseconds: 1
            case .seconds, .ratio: 2
            }
        }
    }

    var part: BenchSettings.Part
    var name: String
    var unit: Unit
    var value: Spread
    var goal: Comparison.Goal?

    var isReached: Bool? { goal.map { $0.isReached(by: value.median) } }

    /// Nil when nothing was measured.
    init?(_ part: BenchSettings.Part, _ name: String, _ unit: Unit, _ values: [Double], goal: Comparison.Goal? = nil) {
        guard let value = Spread(values) else { return nil }
        (self.part, self.name, self.unit, self.value, self.goal) = (part, name, unit, value, goal)
    }
}
