import EventContracts

/// What became of one rule's alerts: counts and times, nothing of a patient.
struct RuleStatistics: AnswerMeasures, Hashable, Sendable {
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
}
