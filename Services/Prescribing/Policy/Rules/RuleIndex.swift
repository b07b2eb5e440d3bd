import EventContracts
import MedicationDomain

/// The rules by what nearly all of them ask first: the way of the order, the context of its therapy, and whether what they
/// are about is there at all.
///
/// An order is put only to those that can speak of it; what they examine together is known beforehand.
final class RuleIndex: Sendable {
    /// All rules of one way, with what they examine.
    private struct Place {
        var byContext: [TherapyContext: [(rule: Int, needs: RuleNeeds)]] = [:]
        var checks: Set<String> = []
    }

    private let rules: [DoseRule]
    private let places: [DoseRule.Way: Place]
    /// What any rule examines.
    let checks: Set<String>
    private let limits: [(rule: RuleID, number: DatedNumber)]
    private let outdated = RecentAnswers<CalendarDay, [CheckStatement.Omission]>(limit: 8)

    init(_ rules: [DoseRule]) {
        var places: [DoseRule.Way: Place] = [:]
        for (number, rule) in rules.enumerated() {
            let entry = (rule: number, needs: RuleNeeds(of: rule.when))
            for way in rule.when.ways {
                for context in rule.when.contexts {
                    places[way, default: Place()].byContext[context, default: []].append(entry)
                }
                places[way, default: Place()].checks.insert(rule.check)
            }
        }
        (self.places, self.rules) = (places, rules)
        checks = Set(rules.map(\.check))
        limits = rules.flatMap { rule in rule.limits.map { (rule.reference.id, $0.number) } }
    }

    /// The rules that may speak of an order of that way, in their order.
    func rules(for way: DoseRule.Way, on question: DoseQuestion) -> [DoseRule] {
        guard let entries = places[way]?.byContext[question.context] else { return [] }
        let met = RuleNeeds(metBy: question)
        // Rules are large: only those that are asked are copied.
        return entries.filter { $0.needs.isSubset(of: met) }.map { rules[$0.rule] }
    }

    func checks(of way: DoseRule.Way) -> Set<String> { places[way]?.checks ?? [] }

    /// What no longer stands, or was not looked at lately, on that day.
    func omissions(on day: CalendarDay) -> [CheckStatement.Omission] {
        outdated.answer(to: day) {
            limits.compactMap { rule, number in
                if number.value(on: day) == nil {
                    return CheckStatement.Omission(check: rule.rawValue, reason: "the rule has no value on \(day)")
                }
                guard day > number.reviewBy else { return nil }
                let reason = "used although its review was due by \(number.reviewBy)"
                return CheckStatement.Omission(check: rule.rawValue, reason: reason)
            }
        }
    }
}

// It says nothing that the rules it is made of do not say.
extension RuleIndex: Hashable {
    static func == (one: RuleIndex, other: RuleIndex) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}
