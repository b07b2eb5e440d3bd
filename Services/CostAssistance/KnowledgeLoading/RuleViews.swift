import MedicationDomain
import Synchronization

/// The rules as they were known on the days lately asked for: a batch asks for one day thousands of times.
final class RuleViews: Sendable {
    private let history: RuleHistory
    private let lately = Mutex<[(day: CalendarDay, rules: AssistanceRules?)]>([])

    init(_ history: RuleHistory) { self.history = history }

    func rules(knownAt day: CalendarDay) -> AssistanceRules? {
        if let kept = lately.withLock({ $0.first { $0.day == day } }) { return kept.rules }
        let rules = history.rules(knownAt: day)
        lately.withLock { kept in
            // Whoever asks day after day must not fill the memory.
            kept = Array(([(day, rules)] + kept).prefix(8))
        }
        return rules
    }
}
