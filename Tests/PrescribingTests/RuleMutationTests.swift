import EventContracts
import MedicationDomain
import Testing

@testable import Prescribing

/// Whatever is changed in a rule, some scenario sees it: a typo in the knowledge cannot pass.
@Suite struct RuleMutationTests {
    private let rules: [DoseRule]
    private let runs: [ScenarioRun]

    init() throws {
        rules = try loadedKnowledge().policy.rules
        runs = try Scenarios.runs.get()
    }

    /// Changes that nothing can show, each for its reason.
    private func isWithoutEffect(_ rule: DoseRule, turning context: TherapyContext) -> Bool {
        // It does not speak there at all.
        guard rule.when.contexts.contains(context) else { return true }
        switch rule.reference.id {
        // A trial dose before is therapy under way, whatever else is known.
        case "baclofen-trial-second", "baclofen-trial-later", "baclofen-trial-interval", "baclofen-pump-first-day":
            return context != .continuing
        // Stands beside baclofen-renal-below-30, which holds the same orders.
        case "baclofen-renal-below-30-ceiling": return context == .new
        default: return false
        }
    }

    /// Only where the rule itself answers otherwise can the verdict differ.
    private func isSeen(_ mutated: [DoseRule], at index: Int, was rule: DoseRule) -> Bool {
        let changed =
            mutated.indices.contains(index) && mutated[index].reference.id == rule.reference.id
            ? mutated[index] : nil
        return runs.contains { run in
            let before = rule.remark(on: run.question)
            let after = changed?.remark(on: run.question)
            let isSame = before?.disposition == after?.disposition && changed?.supersedes == rule.supersedes
            return !isSame && run.difference(by: mutated) != nil
        }
    }

    private func expectSeen(_ what: String, _ index: Int, _ change: (inout DoseRule) -> Void) {
        var mutated = rules
        change(&mutated[index])
        guard mutated[index] != rules[index] else { return }
        let isSeen = isSeen(mutated, at: index, was: rules[index])
        #expect(isSeen, "no scenario sees \(rules[index].reference.id) with \(what)")
    }

    @Test func noRuleCanGo() {
        for (index, rule) in rules.enumerated() {
            var mutated = rules
            mutated.remove(at: index)
            let isSeen = isSeen(mutated, at: index, was: rule)
            #expect(isSeen, "no scenario misses \(rule.reference.id)")
        }
    }

    @Test(arguments: [-1.0, 1.0])
    func noLimitCanShiftByOneUnit(_ shift: Double) {
        for (index, rule) in rules.enumerated() {
            for place in rule.limits.indices {
                // "Any rise" has no lower neighbour: what does not rise has no measure.
                if shift < 0, rule.limits[place].number.values.allSatisfy({ $0.number == 0 }) { continue }
                expectSeen("limit \(place) shifted by \(shift)", index) { rule in
                    for number in rule.limits[place].number.values.indices {
                        rule.limits[place].number.values[number].number += shift
                    }
                }
            }
        }
    }

    @Test func noLimitCanTurnInclusive() {
        for (index, rule) in rules.enumerated() {
            for place in rule.limits.indices
            where rule.limits[place].comparison != .below
                && !rule.limits[place].number.values.allSatisfy({ $0.number == 0 })
            {
                expectSeen("limit \(place) read the other way at its edge", index) { rule in
                    rule.limits[place].comparison = rule.limits[place].comparison == .above ? .atLeast : .above
                }
            }
        }
    }

    @Test(arguments: [(-1.0, 0.0), (1, 0), (0, -1), (0, 1)])
    func noBandCanShiftByOneUnit(_ low: Double, _ high: Double) {
        func moved(_ band: DoseRule.Band) -> DoseRule.Band {
            var band = band
            (band.atLeast, band.below) = (band.atLeast.map { $0 + low }, band.below.map { $0 + high })
            return band
        }
        for index in rules.indices {
            expectSeen("age moved by \(low), \(high)", index) { $0.when.age = $0.when.age.map(moved) }
            expectSeen("kidneys moved by \(low), \(high)", index) { rule in
                if case .estimatedGFR(let band) = rule.when.kidney { rule.when.kidney = .estimatedGFR(moved(band)) }
            }
            expectSeen("weight moved by \(low), \(high)", index) { rule in
                if case .band(let band) = rule.when.weight { rule.when.weight = .band(moved(band)) }
            }
        }
    }

    @Test func noConditionCanBeLeftOut() {
        for index in rules.indices {
            expectSeen("no kidneys", index) { $0.when.kidney = nil }
            expectSeen("no weight", index) { $0.when.weight = nil }
            expectSeen("no reading", index) { $0.when.unread = nil }
            expectSeen("not as needed", index) { $0.when.asNeeded = false }
            expectSeen("no allergy", index) { $0.when.isAllergic = false }
            expectSeen("no pregnancy", index) { $0.when.isPregnant = false }
            expectSeen("no breast-feeding", index) { $0.when.isBreastfeeding = false }
            expectSeen("no form", index) { $0.when.forms = [] }
            expectSeen("no phase", index) { $0.when.pumpPhases = [] }
            expectSeen("no origin", index) { $0.when.origins = [] }
            expectSeen("no change of product", index) { $0.when.productChange = nil }
            expectSeen("both units", index) { $0.when.isOneUnitOnly = false }
            expectSeen("no response", index) { $0.when.response = nil }
            expectSeen("no reason that silences it", index) { $0.when.unlessIndicated = [] }
            expectSeen("every context", index) { $0.when.contexts = Set(TherapyContext.allCases) }
            for group in rules[index].when.conditions {
                expectSeen("no \(group.rawValue)", index) {
                    $0.when.conditions = $0.when.conditions.filter { $0 != group }.orNone
                }
            }
            for group in rules[index].when.indications {
                expectSeen("no reason \(group.rawValue)", index) {
                    $0.when.indications = $0.when.indications.filter { $0 != group }.orNone
                }
            }
        }
    }

    @Test func noDispositionCanChange() {
        for index in rules.indices {
            for context in TherapyContext.allCases
            where rules[index].disposition == .hold && !isWithoutEffect(rules[index], turning: context) {
                expectSeen("\(context.rawValue) turned", index) { rule in
                    if rule.holdsFor.remove(context) == nil { rule.holdsFor.insert(context) }
                }
            }
            for other in rules[index].supersedes {
                expectSeen("\(other) no longer superseded", index) { $0.supersedes.removeAll { $0 == other } }
            }
        }
    }
}

extension Set<ConditionGroup> {
    /// Nothing left would mean any patient: a group no scenario uses takes its place.
    fileprivate var orNone: Set<ConditionGroup> { isEmpty ? [.dialysis] : self }
}
