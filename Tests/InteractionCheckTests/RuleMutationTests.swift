import EventContracts
import MedicationDomain
import Testing

@testable import InteractionCheck

/// Whatever is changed in a rule, some case sees it: a typo in the knowledge cannot pass.
@Suite struct RuleMutationTests {
    private let court: MutationCourt
    private var rules: [InteractionRule] { court.knowledge.rules }

    init() throws { court = try MutationCourt() }

    private func expectSeen(_ what: String, _ rule: InteractionRule, _ change: (inout InteractionRule) -> Void) {
        let isSeen = court.sees(changing: rule, change)
        #expect(isSeen, "no case sees \(rule.id) with \(what)")
    }

    private func expectSeen(
        _ what: String, _ rule: InteractionRule, need: Int, _ change: (inout RuleNeed) -> Void
    ) {
        expectSeen("\(what) in need \(need)", rule) { change(&$0.needs[need]) }
    }

    @Test func noRuleCanGo() {
        for rule in rules {
            let isSeen = court.sees(court.knowledge.without(rule: rule.id), about: rule.id)
            #expect(isSeen, "no case misses \(rule.id)")
        }
    }

    @Test func noNeedCanBeDropped() {
        for rule in rules {
            // What an episode gathers is told by `sets-aside`; the needs of such a rule say the same in words.
            for need in rule.needs.indices where rule.duringEpisode == nil {
                expectSeen("without need \(need)", rule) { $0.needs.remove(at: need) }
            }
        }
    }

    @Test func noRuleCanYieldToLess() {
        for rule in rules {
            for check in rule.yielding?.checks ?? [] {
                expectSeen("not yielding to \(check)", rule) { $0.yielding?.checks.remove(check) }
            }
            for kind in rule.yielding?.findings ?? [] {
                expectSeen("not yielding to \(kind)", rule) { $0.yielding?.findings.remove(kind) }
            }
        }
        #expect(rules.filter { $0.yielding != nil }.count == 3)
    }

    @Test func nothingCanLeaveANeed() {
        for rule in rules where rule.duringEpisode == nil {
            for (place, need) in rule.needs.enumerated() {
                for group in need.classes where need.classes.count > 1 {
                    expectSeen("no \(group)", rule, need: place) { $0.classes.remove(group) }
                }
                if !need.routes.isEmpty { expectSeen("any route", rule, need: place) { $0.routes = [] } }
                expectSeen("no allergy", rule, need: place) { $0.allergies = [] }
                for condition in need.conditions {
                    expectSeen("no \(condition)", rule, need: place) { $0.conditions.removeAll { $0 == condition } }
                }
                for kind in need.observations {
                    expectSeen("no \(kind)", rule, need: place) { $0.observations.remove(kind) }
                }
                if need.unlessIndication {
                    expectSeen("the reason counting", rule, need: place) { $0.unlessIndication = false }
                }
            }
        }
    }

    @Test(arguments: [-1, 1]) func noCountOfOrdersCanShift(_ shift: Int) {
        for rule in rules {
            for (place, need) in rule.needs.enumerated() where need.orders > 0 {
                expectSeen("orders \(need.orders + shift)", rule, need: place) { $0.orders += shift }
                guard need.overlap > .zero else { continue }
                expectSeen("overlap shifted by \(shift) day", rule, need: place) {
                    $0.overlap = .days($0.overlap.days + Double(shift))
                }
            }
        }
    }

    @Test func noSeverityCanChange() {
        for rule in rules {
            for other in Severity.allCases where other != rule.severity {
                expectSeen("severity \(other)", rule) { $0.severity = other }
            }
        }
    }

    @Test func noInterruptionCanChange() {
        for rule in rules {
            for other in InteractionRule.Interruption.allCases
            where other != rule.interrupts && !isTheSame(other, rule) {
                expectSeen("interrupting \(other.rawValue)", rule) { $0.interrupts = other }
            }
        }
    }

    /// Two ways to interrupt that no patient can tell apart.
    private func isTheSame(_ other: InteractionRule.Interruption, _ rule: InteractionRule) -> Bool {
        func never(_ way: InteractionRule.Interruption) -> Bool {
            switch way {
            case .never: true
            // Without a ceiling nothing is above it.
            case .aboveCeiling: rule.ceiling == nil
            // A factor must weigh on it and make it major.
            case .whenRaised: rule.actsBy.isDisjoint(with: weighing) || rule.severity.raised() < .major
            case .onChange, .always: false
            }
        }
        return never(other) && never(rule.interrupts)
    }

    /// What patient factors act on at all; `hypotension` is said of rules and waits for its first factor.
    private var weighing: Set<String> {
        court.knowledge.escalators.reduce(into: []) { $0.formUnion($1.actsOn) }
    }

    @Test func noFactorCanStopOrStartWeighing() {
        for rule in rules {
            for factor in rule.actsBy.intersection(weighing) {
                expectSeen("not by \(factor)", rule) { $0.actsBy.remove(factor) }
            }
            // At major there is no tier left, and a rule that ignores factors shows none.
            guard rule.actsBy.isDisjoint(with: weighing), rule.severity < .major else { continue }
            expectSeen("by sedation", rule) { $0.actsBy.insert("sedation") }
        }
    }

    @Test func noRaiseCanChange() {
        for rule in rules {
            guard let raise = rule.raise else { continue }
            expectSeen("no raise", rule) { $0.raise = nil }
            expectSeen("no raise on start", rule) { $0.raise?.onStart.toggle() }
            expectSeen("no raise on a dose change", rule) { $0.raise?.onDoseChange.toggle() }
            for condition in raise.conditions {
                expectSeen("no raise by \(condition)", rule) { $0.raise?.conditions.removeAll { $0 == condition } }
            }
            for other in Severity.allCases where other != raise.severity && other > rule.severity {
                expectSeen("raised to \(other)", rule) { $0.raise?.severity = other }
            }
        }
    }

    @Test(arguments: [-1.0, 1.0]) func noCeilingCanShiftByOneUnit(_ shift: Double) {
        for rule in rules where rule.ceiling != nil {
            expectSeen("ceiling shifted by \(shift)", rule) { $0.ceiling?.milligramsPerDay += shift }
        }
    }

    @Test func noEndedMedicineCanCountOrStopCounting() {
        for rule in rules where rule.duringEpisode == nil {
            expectSeen("current-only turned", rule) { $0.currentOnly.toggle() }
        }
    }

    @Test func noEpisodeCanGatherLess() {
        for rule in rules {
            guard let route = rule.duringEpisode, let aside = rule.setsAside else { continue }
            expectSeen("no episode", rule) { $0.duringEpisode = nil }
            expectSeen("another episode", rule) { $0.duringEpisode = route == .oral ? .intrathecal : .oral }
            for group in aside.classes { expectSeen("no \(group)", rule) { $0.setsAside?.classes.remove(group) } }
            for other in aside.rules { expectSeen("no \(other)", rule) { $0.setsAside?.rules.remove(other) } }
        }
    }
}
