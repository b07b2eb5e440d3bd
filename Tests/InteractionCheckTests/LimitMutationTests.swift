import MedicationDomain
import Testing

@testable import InteractionCheck

/// Every limit that stands beside the rules: one unit more or less, and some case sees it.
@Suite struct LimitMutationTests {
    private let court: MutationCourt

    init() throws { court = try MutationCourt() }

    @Test func noPatientFactorCanGoOrActElsewhere() {
        for (place, escalator) in court.knowledge.escalators.enumerated() {
            var poorer = court.knowledge
            poorer.escalators.remove(at: place)
            #expect(court.sees(poorer), "no case misses \(escalator.id)")
            for mechanism in ["sedation", "renal"] {
                var other = court.knowledge
                if other.escalators[place].actsOn.remove(mechanism) == nil {
                    other.escalators[place].actsOn.insert(mechanism)
                }
                #expect(court.sees(other), "no case sees \(escalator.id) with \(mechanism) turned")
            }
        }
    }

    @Test(arguments: [-1, 1]) func noPatientFactorCanShiftByOneUnit(_ shift: Int) {
        for (place, escalator) in court.knowledge.escalators.enumerated() {
            var mutated = court.knowledge
            switch escalator.trigger {
            case .age(let years): mutated.escalators[place].trigger = .age(atLeast: years + shift)
            case .kidneyFunction(let value):
                mutated.escalators[place].trigger = .kidneyFunction(below: value + Double(shift))
            case .indexDose(let dose): mutated.escalators[place].trigger = .indexDose(atLeast: dose + Double(shift))
            case .furtherDepressants(let count):
                mutated.escalators[place].trigger = .furtherDepressants(atLeast: count + shift)
            case .condition: continue
            }
            #expect(court.sees(mutated), "no case sees \(escalator.id) shifted by \(shift)")
        }
    }

    @Test(arguments: [-1.0, 1.0]) func noWashoutCanShiftByAnHour(_ hours: Double) {
        for group in court.knowledge.classes where !isHeldByOthers(group, hours) {
            let isSeen = court.sees(washoutOf: group, longerBy: .hours(hours))
            #expect(isSeen, "no case sees the washout of \(group.id) shifted by \(hours) h")
        }
    }

    /// Of a medicine in two classes the longer time counts: shorter in one of them changes nothing.
    private func isHeldByOthers(_ group: MedicineClass, _ hours: Double) -> Bool {
        hours < 0
            && group.members.allSatisfy { member in
                court.knowledge.classes.contains { other in
                    other.id != group.id
                        && other.members.contains { $0.name == member.name && $0.washout >= member.washout }
                }
            }
    }

    @Test func onlyTheseClassesAreHeldByOthers() {
        let held = court.knowledge.classes.filter { isHeldByOthers($0, -1) }.map(\.id).sorted()
        #expect(held == ["direct-muscle-relaxant", "morphine", "withdrawal-treatment"])
    }

    @Test func noDepressantCanStopCounting() {
        for (place, group) in court.knowledge.classes.enumerated() {
            var mutated = court.knowledge
            mutated.classes[place].isDepressant.toggle()
            // The index medicine is what the others stand beside.
            guard group.id != court.knowledge.indexClass, !isNamedElsewhere(group) else { continue }
            #expect(court.sees(mutated), "no case sees \(group.id) with depressant turned")
        }
    }

    /// Its members count as depressants by another class already.
    private func isNamedElsewhere(_ group: MedicineClass) -> Bool {
        group.members.allSatisfy { member in
            court.knowledge.classes.contains { other in
                other.id != group.id && other.isDepressant && other.members.contains { $0.name == member.name }
            }
        }
    }

    @Test(arguments: [-1.0, 1.0]) func noAgeOfAKidneyValueCanShiftByADay(_ shift: Double) {
        let spans: [WritableKeyPath<KidneyValueAge, Span>] = [\.longest, \.longestAtRisk, \.longestInpatient]
        for span in spans {
            var mutated = court.knowledge
            mutated.kidneyValue.age[keyPath: span] = .days(mutated.kidneyValue.age[keyPath: span].days + shift)
            #expect(court.sees(mutated), "no case sees \(span) shifted by \(shift)")
        }
    }

    @Test(arguments: [-1.0, 1.0]) func noBoundOfAKidneyValueCanShiftByOne(_ shift: Double) {
        for bound in [\KidneyValueAge.goodFrom, \.olderFrom] {
            var mutated = court.knowledge
            mutated.kidneyValue.age[keyPath: bound] += shift
            #expect(court.sees(mutated), "no case sees \(bound) shifted by \(shift)")
        }
        var poorer = court.knowledge
        poorer.kidneyValue.atRiskConditions = []
        #expect(court.sees(poorer))
    }

    @Test(arguments: [-1.0, 1.0]) func noTimeOfASingleDoseCanShiftByAnHour(_ hours: Double) {
        for (place, group) in court.knowledge.classes.enumerated() {
            guard let single = group.singleDose else { continue }
            var mutated = court.knowledge
            mutated.classes[place].singleDose?.span = Span(
                milliseconds: single.span.milliseconds + Span.hours(hours).milliseconds)
            #expect(court.sees(mutated), "no case sees the single dose of \(group.id) shifted by \(hours) h")
            mutated.classes[place].singleDose?.routes.insert(.oral)
            #expect(court.sees(mutated), "no case sees a single dose of \(group.id) by mouth")
        }
    }

    /// The first wait; those that follow are times between events and stand in `EscalationEdgeTests`.
    @Test(arguments: [-1.0, 1.0]) func noFirstReminderCanShiftByAMinute(_ shift: Double) {
        var mutated = court.knowledge
        mutated.escalation.steps[0] = .minutes(mutated.escalation.steps[0].seconds / 60 + shift)
        #expect(court.sees(mutated))
    }
}
