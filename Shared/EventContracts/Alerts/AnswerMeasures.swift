/// What people made of one rule's alerts, wherever it is counted: the same shares and times by the same arithmetic.
public protocol AnswerMeasures {
    var acknowledged: Int { get }
    /// By coded reason.
    var overrides: [String: Int] { get }
    /// Seconds from what was seen to the answer.
    var waits: [Double] { get }
}

extension AnswerMeasures {
    /// More than this share of overrides says that the rule interrupts the wrong people.
    public static var flagAbove: Double { 0.5 }

    public var overridden: Int { overrides.values.reduce(0, +) }
    /// Of all answers; nil without any.
    public var overrideShare: Double? {
        let answers = acknowledged + overridden
        return answers > 0 ? Double(overridden) / Double(answers) : nil
    }
    public var isFlagged: Bool { overrideShare.map { $0 > Self.flagAbove } ?? false }

    /// The wait that so many in a hundred do not exceed; nil without an answer.
    public func wait(percentile: Double) -> Double? {
        let sorted = waits.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, max(0, Int((percentile / 100 * Double(sorted.count)).rounded(.up)) - 1))]
    }
}
