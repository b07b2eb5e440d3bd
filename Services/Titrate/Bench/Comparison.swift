/// One figure over another of the same run, and what it is to reach.
struct Comparison: Codable, Hashable, Sendable {
    enum Quantity: String, Codable, Sendable { case rate, cost, p99 }
    enum Goal: Codable, Hashable, Sendable {
        case atLeast(Double)
        case atMost(Double)

        func isReached(by value: Double) -> Bool {
            switch self {
            case .atLeast(let bound): value >= bound
            case .atMost(let bound): value <= bound
            }
        }
    }

    var quantity: Quantity
    var part: BenchSettings.Part
    /// What it is measured by; nil for a program that is no part of its own (the ping-pong, the live rate).
    var other: BenchSettings.Part?
    var goal: Goal?

    static let all = [
        Comparison(quantity: .rate, part: .client, other: .loop),
        Comparison(quantity: .rate, part: .path, other: .floor, goal: .atLeast(0.75)),
        Comparison(quantity: .rate, part: .path, other: .loop, goal: .atLeast(0.28)),
        // 15 µs where the bare loop takes 3.
        Comparison(quantity: .cost, part: .path, other: .loop, goal: .atMost(5)),
        Comparison(quantity: .rate, part: .path, other: .peer, goal: .atLeast(1.5)),
        Comparison(quantity: .cost, part: .path, other: .peer, goal: .atMost(0.5)),
        Comparison(quantity: .rate, part: .prescribing, other: .floor, goal: .atLeast(0.4)),
    ]
    static let latency = Comparison(quantity: .p99, part: .latency, goal: .atMost(1.5))
    static let rebuild = Comparison(quantity: .rate, part: .rebuild, other: .path, goal: .atLeast(1.3))
}

/// A comparison and what came of it.
struct Ratio: Codable, Hashable, Sendable {
    var comparison: Comparison
    var value: Spread

    var isReached: Bool? { comparison.goal.map { $0.isReached(by: value.median) } }
}
