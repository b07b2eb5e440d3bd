import EventContracts
import MedicationDomain

/// A rule with what met its needs.
struct RuleMatch: Sendable {
    private let shared: RuleIndex.Rule
    var rule: InteractionRule { shared.value }
    /// Per need, in the rule's order; each sorted by key.
    let medicines: [[PresentMedicine]]
    /// Per need: what stood for a medicine, in words (a diagnosis, an observation).
    let standIns: [[String]]
    /// The medicines of all needs, each once.
    let all: [PresentMedicine]

    init(rule: RuleIndex.Rule, medicines: [[PresentMedicine]], standIns: [[String]]) {
        (shared, self.medicines, self.standIns) = (rule, medicines, standIns)
        var all: [PresentMedicine] = []
        for medicine in medicines.joined() where !all.contains(where: { $0 === medicine }) { all.append(medicine) }
        self.all = all
    }
}

/// The patient as rules look at them: what counts now, and who they are.
struct MatchingContext: Sendable {
    let profile: MedicationProfile
    let knowledge: InteractionKnowledge
    let now: Instant
    let present: [PresentMedicine]
    /// Those of the index class.
    let index: [PresentMedicine]
    /// All classes that are present: most rules need one that is not, and are done with then.
    private let classes: Set<String>
    private let allergens: [ClassIndex.Entry]

    init(_ profile: MedicationProfile, _ knowledge: InteractionKnowledge, asOf now: Instant) {
        var profile = profile
        profile.endSingleDoses(knowledge)
        self.profile = profile
        self.knowledge = knowledge
        self.now = now
        present = profile.present(knowledge, asOf: now)
        index = present.filter { $0.classes.contains(knowledge.indexClass) }
        classes = present.reduce(into: Set()) { $0.formUnion($1.classes) }
        allergens = profile.allergies.values.joined().compactMap { knowledge.index[$0] }
    }

    /// The rules that hold at any time and can be met, in the order of the knowledge.
    var candidates: [RuleIndex.Rule] {
        let hasFacts = !profile.conditions.isEmpty || !profile.observations.isEmpty || !allergens.isEmpty
        return knowledge.ruleIndex.candidates(for: classes, withFacts: hasFacts)
    }

    /// The rule with what meets it among these medicines; nil when a need is not met.
    func match(_ rule: RuleIndex.Rule, among candidates: [PresentMedicine]) -> RuleMatch? {
        let needs = rule.value.needs
        guard needs.allSatisfy({ $0.canHaveStandIns || !$0.classes.isDisjoint(with: classes) }) else { return nil }
        var (medicines, standIns): ([[PresentMedicine]], [[String]]) = ([], [])
        for need in needs {
            let meeting = self.medicines(for: need, currentOnly: rule.value.currentOnly, among: candidates)
            let standing = need.canHaveStandIns ? self.standIns(for: need) : []
            guard !meeting.isEmpty || !standing.isEmpty else { return nil }
            medicines.append(meeting)
            standIns.append(standing)
        }
        return RuleMatch(rule: rule, medicines: medicines, standIns: standIns)
    }

    private func medicines(
        for need: RuleNeed, currentOnly: Bool, among candidates: [PresentMedicine]
    ) -> [PresentMedicine] {
        let fitting = candidates.filter { candidate in
            !candidate.classes.isDisjoint(with: need.classes) && (candidate.isCurrent || !currentOnly)
                && (need.routes.isEmpty || need.routes.contains(candidate.medicine.route))
                && (need.orders == 0 || candidate.medicine.source == .ordered)
        }
        guard need.orders > 1 else { return fitting }
        let sideBySide = fitting.filter { one in
            fitting.filter { one.runsBeside($0, longerThan: need.overlap) }.count >= need.orders - 1
        }
        return sideBySide.count >= need.orders ? sideBySide : []
    }

    private func standIns(for need: RuleNeed) -> [String] {
        var words: [String] = []
        for id in need.conditions where !(need.unlessIndication && isIndication(id)) {
            if let name = profile.name(ofCondition: id, knowledge) { words.append(name) }
        }
        if words.isEmpty, !need.observations.isEmpty,
            profile.observations.values.contains(where: { ($0.value ?? 0) > 0 && need.observations.contains($0.kind) })
        {
            words.append("reported use")
        }
        for allergen in allergens where !need.allergies.isDisjoint(with: allergen.classes) {
            if !words.contains("allergy to \(allergen.name)") { words.append("allergy to \(allergen.name)") }
        }
        return words.sorted()
    }

    /// Whether the index medicine is given for that very condition.
    private func isIndication(_ condition: String) -> Bool {
        guard let group = knowledge.conditions[condition] else { return false }
        return index.contains { $0.medicine.indication.contains { group.contains(CodedConcept(system: "", code: $0)) } }
    }
}

extension PresentMedicine {
    /// Whether two orders run side by side; one that replaces the other does not.
    fileprivate func runsBeside(_ other: PresentMedicine, longerThan overlap: Span) -> Bool {
        guard key != other.key else { return false }
        let (mine, theirs) = (medicine, other.medicine)
        if mine.priorOrderId != nil, mine.priorOrderId == theirs.orderId { return false }
        if theirs.priorOrderId != nil, theirs.priorOrderId == mine.orderId { return false }
        guard let end = [mine.end, theirs.end].compactMap(\.self).min() else { return true }
        guard let start = [mine.startsAt, theirs.startsAt].compactMap(\.self).max() else { return true }
        return end.since(start) > overlap
    }
}

extension MedicationProfile {
    /// The group's name when a condition or an observation of the patient belongs to it.
    func name(ofCondition id: String, _ knowledge: InteractionKnowledge) -> String? {
        guard let group = knowledge.conditions[id] else { return nil }
        let isDiagnosed = conditions.values.contains { $0.contains(where: group.contains) }
        // A recorded 0 says no. Dialysis begins and ends, so its newest word holds; a fall stays in the history.
        let isObserved = group.observations.contains { kind in
            kind == .dialysis
                ? newestObservation(kind).map { $0.value != 0 } ?? false
                : observations.values.contains { $0.kind == kind && $0.value != 0 }
        }
        return isDiagnosed || isObserved ? group.name : nil
    }

    func newestObservation(_ kind: ObservationEvent.Kind) -> KeptObservation? {
        observations.filter { $0.value.kind == kind }.max { ($0.value.at, $0.key) < ($1.value.at, $1.key) }?.value
    }
}
