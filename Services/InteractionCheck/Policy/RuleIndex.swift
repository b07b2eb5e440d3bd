import EventContracts
import MedicationDomain

/// Which rules can be met at all by what the patient takes; all others need not be looked at.
///
/// Most patients have medicines of two or three classes, and most rules ask for one of those that are not there. The
/// index leaves out only what `MatchingContext.match` would refuse: it saves time and decides nothing.
struct RuleIndex: Hashable, Sendable {
    typealias Rule = SharedValue<InteractionRule>

    /// The rules that hold only while a withdrawal episode is open; their number is small.
    let duringEpisode: [Rule]
    private let rules: [Rule]
    /// Positions of the other rules by a class that they cannot do without.
    private let byClass: [String: [Int]]
    /// Those that a diagnosis, an observation or an allergy can bring about without any such class.
    private let byFacts: [Int]

    init(_ rules: [InteractionRule], _ indexClass: String) {
        self.rules = rules.map { Rule($0) }
        duringEpisode = self.rules.filter { $0.value.duringEpisode != nil }
        var (byClass, byFacts): ([String: [Int]], [Int]) = ([:], [])
        for (position, rule) in rules.enumerated() where rule.duringEpisode == nil {
            // The index medicine is always there, so any other need says more.
            guard let need = rule.needs.first(where: { !$0.classes.contains(indexClass) }) ?? rule.needs.first else {
                continue
            }
            for id in need.classes { byClass[id, default: []].append(position) }
            if need.canHaveStandIns { byFacts.append(position) }
        }
        (self.byClass, self.byFacts) = (byClass, byFacts)
    }

    /// The rules that hold at any time and can be met, in the order of the knowledge.
    func candidates(for classes: Set<String>, withFacts hasFacts: Bool) -> [Rule] {
        var found = hasFacts ? byFacts : []
        for id in classes { found += byClass[id] ?? [] }
        found.sort()
        var last = -1
        return found.compactMap { position in
            defer { last = position }
            return position == last ? nil : rules[position]
        }
    }
}

extension RuleNeed {
    /// Whether anything but a medicine can meet it.
    var canHaveStandIns: Bool { !conditions.isEmpty || !observations.isEmpty || !allergies.isEmpty }
}
