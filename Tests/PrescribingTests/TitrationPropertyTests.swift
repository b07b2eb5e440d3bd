import EventContracts
import MedicationDomain
import Testing

@testable import Prescribing

/// What holds for every plan, held against the clinical facts themselves and not against the code that reads them.
@Suite struct TitrationPropertyTests {
    private static let answers: Result<[(TitrationQuestion, TitrationPlan)], any Error> = Result {
        let planner = TitrationPlanner(knowledge: try TitrationCase.knowledge.get())
        var random = SeededRandom(seed: 2026)
        return (0..<6000).compactMap { _ in
            let question = TitrationMaker.question(&random)
            guard case .planned(let plan) = planner.answer(question) else { return nil }
            return (question, plan)
        }
    }

    /// The ceilings by hand: kidneys (2.2 with 7.4), older new users, children (2.5).
    private static func ceiling(_ question: TitrationQuestion) -> Double {
        guard let age = question.age else { return 0 }
        var most = 80.0
        switch question.kidney {
        case .estimatedGFR(let value, _, _, _):
            if value < 30 {
                most = question.request.kidneyOverride == nil ? 0 : 15
            } else if value < 60 {
                most = age >= 65 ? 19.99 : 40
            } else if value < 80 {
                most = 50
            }
        case .unknown: most = age >= 65 ? 19.99 : 40
        case .dialysis, .acuteInjury: most = 0
        }
        if age < 18 { most = min(most, age < 8 ? 40 : 60, age < 12 ? (question.weight?.kilograms ?? 0) * 2 : 60) }
        return most
    }

    @Test func manyQuestionsArePlannedAndManyAreNot() throws {
        let planned = try TitrationPropertyTests.answers.get().count
        #expect((1000...5500).contains(planned), "\(planned) of 6000")
    }

    @Test func noPlanPassesTheCeilingOrTheGoal() throws {
        for (question, plan) in try TitrationPropertyTests.answers.get() {
            let most = TitrationPropertyTests.ceiling(question)
            let highest = plan.steps.map(\.dailyDoseMilligrams).max() ?? 0
            #expect(highest <= most + 1e-9, "\(question)")
            #expect(plan.ceilingMilligrams <= most + 1e-9, "\(question)")
            #expect(highest <= (question.request.goalDailyDoseMilligrams ?? 1000) + 1e-9, "\(question)")
            #expect(highest == plan.goalDailyDoseMilligrams)
        }
    }

    /// The label's own table ends with one larger step, from 60 to 80 mg by a fourth dose.
    @Test func everyStepGoesUpByFifteenMilligramsAtMostAndStandsThreeDaysAtLeast() throws {
        for (question, plan) in try TitrationPropertyTests.answers.get() {
            for (step, next) in zip(plan.steps, plan.steps.dropFirst()) {
                let rise = next.dailyDoseMilligrams - step.dailyDoseMilligrams
                let isLabelsLast = (step.dailyDoseMilligrams, next.dailyDoseMilligrams) == (60, 80)
                #expect(rise > 0 && (rise <= 15 + 1e-9 || isLabelsLast), "\(question)")
                #expect(next.day - step.day == step.days && next.day - step.day == plan.daysPerStep)
            }
            #expect(plan.daysPerStep >= ((question.age ?? 0) < 18 ? 7 : 3), "\(question)")
            #expect(plan.steps.first?.day == 1 && plan.steps.last?.days == nil)
            #expect(
                plan.steps.first?.dailyDoseMilligrams == question.presentMilligrams || question.presentMilligrams == nil
            )
        }
    }

    @Test func aStartIsNoMoreThanTheLabelsAndNoChildBeginsAboveItsWeight() throws {
        for (question, plan) in try TitrationPropertyTests.answers.get() where question.presentMilligrams == nil {
            let first = try #require(plan.steps.first)
            #expect(first.dailyDoseMilligrams <= 15 && first.doses.allSatisfy { $0.milligrams <= 5 }, "\(question)")
            guard let age = question.age, age < 12 else { continue }
            if let weight = question.weight?.kilograms {
                #expect(first.dailyDoseMilligrams <= 0.3 * weight + 1e-9, "\(question)")
            }
            #expect(plan.steps.allSatisfy { $0.doses.count >= 2 }, "\(question)")
        }
    }

    @Test func dosesAddUpAndEachCanBeMade() throws {
        for (question, plan) in try TitrationPropertyTests.answers.get() {
            let product = question.request.product
            let strengths = Set(product?.strengthsMilligrams ?? [5, 10, 20])
            for step in plan.steps {
                let sum = step.doses.reduce(0) { $0 + $1.milligrams }
                #expect(abs(sum - step.dailyDoseMilligrams) < 1e-9, "\(question)")
                #expect((1...4).contains(step.doses.count) && Set(step.doses.map(\.time)).count == step.doses.count)
                for dose in step.doses {
                    #expect(dose.milligrams > 0 && dose.milligrams <= 20, "\(question)")
                    if let concentration = product?.milligramsPerMilliliter {
                        let milliliters = try #require(dose.milliliters)
                        #expect(abs(milliliters * concentration - dose.milligrams) < 0.006 && dose.tablets == nil)
                        continue
                    }
                    let mayHalve = product?.form != .granules && question.request.halvesAllowed == true
                    var made = 0.0
                    for (name, count) in try #require(dose.tablets) {
                        let strength = try #require(Double(name))
                        #expect(strengths.contains(strength))
                        #expect(
                            count == count.rounded()
                                || (mayHalve && strength != 5 && (count * 2) == (count * 2).rounded()))
                        made += strength * count
                    }
                    #expect(abs(made - dose.milligrams) < 1e-9, "\(question)")
                }
            }
        }
    }

    @Test func nothingOddEndsTheProcess() throws {
        let planner = TitrationPlanner(knowledge: try TitrationCase.knowledge.get())
        let odd = [Double.nan, .infinity, -.infinity, 0, -1, 1e300, .leastNonzeroMagnitude, 1e-3, 999.999]
        for value in odd {
            for slot in 0..<6 {
                var request = TitrationRequest(patientId: "p-1")
                var kidney = TitrationCase.told(95)
                var (weight, present): (Double?, Double?) = (20, nil)
                switch slot {
                case 0: request.goalDailyDoseMilligrams = value
                case 1: present = value
                case 2: weight = value
                case 3: kidney = TitrationCase.told(value)
                case 4: request.product = .init(form: .tablet, strengthsMilligrams: [value])
                default: request.product = .init(form: .oralSolution, milligramsPerMilliliter: value)
                }
                for age in [Int.min, -1, 6, 40, Int.max] {
                    request.daysPerStep = age
                    request.dosesPerDay = [nil, Int.min, Int.max][slot % 3]
                    _ = planner.answer(
                        TitrationQuestion(
                            request: request, startsOn: noon.day, age: age,
                            weight: weight.map { .init(kilograms: $0, observedAt: noon) }, kidney: kidney,
                            presentMilligrams: present))
                    request.daysPerStep = nil
                    request.dosesPerDay = nil
                    _ = planner.answer(
                        TitrationQuestion(
                            request: request, startsOn: noon.day, age: age,
                            weight: weight.map { .init(kilograms: $0, observedAt: noon) }, kidney: kidney,
                            presentMilligrams: present))
                }
            }
        }
        let broken = TitrationQuestion(
            request: TitrationRequest(patientId: "p-1"), startsOn: noon.day, age: 40,
            kidney: TitrationCase.told(.nan))
        guard case .refused(let refusal) = planner.answer(broken) else {
            Issue.record("an eGFR that is no number was taken for good kidneys")
            return
        }
        #expect(refusal.code == "bad-value")
    }
}
