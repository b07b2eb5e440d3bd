import EventContracts

/// Which rules can be met at all by what the patient takes; all others need not be looked at.
///
/// Most patients have medicines of two or three classes, and most rules ask for one of those that are not there. The
/// index leaves out only what `MatchingContext.match` would refuse: it saves time and decides nothing.
struct RuleIndex: Hashable, Sendable {
    /// Positions of the rules that hold only while a withdrawal episode is open; their number is small.
    let duringEpisode: [Int]
    /// Positions of the other rules by a class that they cannot do without.
    private let byClass: [String: [Int]]
    /// Those that a diagnosis, an observation or an allergy can bring about without any such class.
    private let byFacts: [Int]

    init(_ rules: [InteractionRule], _ indexClass: String) {
        var (duringEpisode, byClass, byFacts): ([Int], [String: [Int]], [Int]) = ([], [:], [])
        for (position, rule) in rules.enumerated() {
            guard rule.duringEpisode == nil else {
                duringEpisode.append(position)
                continue
            }
            // The index medicine is always there, so any other need says more.
            guard let need = rule.needs.first(where: { !$0.classes.contains(indexClass) }) ?? rule.needs.first else {
                continue
            }
            for id in need.classes { byClass[id, default: []].append(position) }
            if need.canHaveStandIns { byFacts.append(position) }
        }
        (self.duringEpisode, self.byClass, self.byFacts) = (duringEpisode, byClass, byFacts)
    }

    /// The positions of the rules, ascending.
    func positions(for classes: Set<String>, withFacts hasFacts: Bool) -> [Int] {
        var found = Set(hasFacts ? byFacts : [])
        for id in classes { found.formUnion(byClass[id] ?? []) }
        return found.sorted()
    }
}

extension RuleNeed {
    /// Whether anything but a medicine can meet it.
    var canHaveStandIns: Bool { !conditions.isEmpty || !observations.isEmpty || !allergies.isEmpty }
}
