/// What became of one rule's alerts: counts and times, nothing of a patient.
struct RuleStatistics: Hashable, Sendable {
    /// Findings raised, interrupting or not.
    var alerts = 0
    /// How often one of them interrupted somebody, for something new.
    var interruptions = 0
    /// Reminders of what nobody answered.
    var reminders = 0
    var acknowledged = 0
    /// By coded reason.
    var overrides: [String: Int] = [:]
    /// Seconds from what was seen to the answer.
    var waits: [Double] = []

    /// More than this share of overrides says that the rule interrupts the wrong people.
    static let flagAbove = 0.5

    var overridden: Int { overrides.values.reduce(0, +) }
    /// Of all answers; nil without any.
    var overrideShare: Double? {
        let answers = acknowledged + overridden
        return answers > 0 ? Double(overridden) / Double(answers) : nil
    }
    var isFlagged: Bool { overrideShare.map { $0 > Self.flagAbove } ?? false }

    /// The wait that so many in a hundred do not exceed; nil without an answer.
    func wait(percentile: Double) -> Double? {
        let sorted = waits.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, max(0, Int((percentile / 100 * Double(sorted.count)).rounded(.up)) - 1))]
    }
}
