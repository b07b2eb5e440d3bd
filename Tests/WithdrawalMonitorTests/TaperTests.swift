import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

struct TaperTests {
    /// `make tapers` asks for many more.
    private static let patients =
        ProcessInfo.processInfo.environment["TITRATE_TAPER_PATIENTS"].flatMap { Int($0) } ?? 3000

    /// Every plan, for anybody: never up, never faster than the template, whole tablets at hand, down to nothing.
    @Test func plansOfRandomPatientsKeepTheTemplate() throws {
        let rules = try Timeline.rules.get().taper
        var random = SeededGenerator(seed: 20_261_121)
        var (plans, refusals, found) = (0, 0, Set<String>())
        for _ in 0..<Self.patients {
            let dose = Double(Int.random(in: 1...400, using: &random)) / 2
            let request = TaperRequest(
                dailyDoseMilligrams: dose,
                courseDays: Bool.random(using: &random) ? .random(in: 1...1500, using: &random) : nil,
                age: Bool.random(using: &random) ? .random(in: 12...95, using: &random) : nil,
                riskPoints: Bool.random(using: &random) ? .random(in: 0...14, using: &random) : nil,
                strengthsMilligrams: [nil, [5], [10, 20], [5, 10, 15, 20], [20]].randomElement(using: &random) ?? nil,
                halvesAllowed: Bool.random(using: &random),
                milligramsPerMilliliter: [nil, nil, nil, 1, 2, 5].randomElement(using: &random) ?? nil,
                startsOn: Timeline.start, patient: Timeline.patient)
            switch TaperPlanner.plan(request, rules: rules) {
            case .success(let plan):
                plans += 1
                found.formUnion(faults(plan, request, rules))
            case .failure: refusals += 1
            }
        }
        #expect(found == [])
        #expect(plans > Self.patients / 2)
        #expect(refusals > Self.patients / 20)
    }

    /// What a plan does that it must not.
    private func faults(_ plan: TaperPlan, _ request: TaperRequest, _ rules: TaperRules) -> [String] {
        let template = TaperPlanner.template(for: request, rules: rules)
        let atHand = request.strengthsMilligrams ?? rules.tabletStrengthsMilligrams
        var before = request.dailyDoseMilligrams
        var faults: [String] = []
        for (index, step) in plan.steps.enumerated() {
            let limit = template.steps.first { before > $0.aboveMilligrams }?.stepMilligrams ?? 0
            let isHeldFirst = index == 0 && plan.steps.count == 2 && step.dailyDoseMilligrams == before
            if step.dailyDoseMilligrams >= before, !isHeldFirst { faults.append("does not go down") }
            if before - step.dailyDoseMilligrams > limit + 1e-9 { faults.append("step above the template") }
            let doses = step.doses.reduce(0) { $0 + $1.milligrams }
            if abs(doses - step.dailyDoseMilligrams) > 1e-9 { faults.append("doses do not add up") }
            if let concentration = request.milligramsPerMilliliter {
                let measured = step.doses.reduce(0.0) { $0 + ($1.milliliters ?? .infinity) * concentration }
                // Read off a syringe: a hundredth of a millilitre.
                if abs(measured - step.dailyDoseMilligrams) > 0.02 * concentration { faults.append("mL do not add up") }
                if !step.tablets.isEmpty { faults.append("tablets of a liquid") }
                before = step.dailyDoseMilligrams
                continue
            }
            for dose in step.doses {
                let made = (dose.tablets ?? [:]).reduce(0.0) { $0 + (Double($1.key) ?? .infinity) * $1.value }
                if abs(made - dose.milligrams) > 1e-9 { faults.append("a dose that cannot be made") }
            }
            let tablets = step.tablets.reduce(0.0) { $0 + (Double($1.key) ?? .infinity) * $1.value }
            if abs(tablets - step.dailyDoseMilligrams) > 1e-9 { faults.append("tablets do not add up") }
            for (strength, count) in step.tablets {
                if !atHand.contains(Double(strength) ?? 0) { faults.append("tablet not at hand") }
                if !request.halvesAllowed, count != count.rounded() { faults.append("a half without leave") }
            }
            before = step.dailyDoseMilligrams
        }
        if plan.steps.last?.dailyDoseMilligrams != 0 { faults.append("does not end at nothing") }
        let steps = max(plan.steps.count, 1)
        let interval = max(template.intervalDays, (template.minimumDays + steps - 1) / steps)
        if plan.totalDays != plan.steps.count * interval { faults.append("not the days of the template") }
        if plan.totalDays < template.minimumDays { faults.append("too short") }
        if plan.steps.first?.day != 1 { faults.append("does not begin on day 1") }
        return faults
    }

    @Test func bedtimeDoseIsTheLastToGoAndEightyIsFourTimesTwenty() throws {
        let rules = try Timeline.rules.get().taper
        let request = TaperRequest(dailyDoseMilligrams: 90, startsOn: Timeline.start, patient: Timeline.patient)
        let plan = try TaperPlanner.plan(request, rules: rules).get()
        #expect(plan.steps[0].doses.map(\.milligrams) == [20, 20, 20, 20])
        let last = try #require(plan.steps.last { $0.dailyDoseMilligrams > 0 })
        #expect(last.doses == [ScheduledDose(time: "bedtime", milligrams: 5, tablets: ["5": 1])])
    }

    @Test func halvesAreCountedAsHalves() throws {
        let rules = try Timeline.rules.get().taper
        var request = TaperRequest(dailyDoseMilligrams: 20, startsOn: Timeline.start, patient: Timeline.patient)
        (request.strengthsMilligrams, request.halvesAllowed) = ([10], true)
        let plan = try TaperPlanner.plan(request, rules: rules).get()
        #expect(plan.steps[0].tablets == ["10": 1.5])
        // 7 days each of 15, 10 and 5 mg.
        #expect(TaperPlanner.totalTablets(plan).map(\.tablets) == [21])
    }

    @Test(arguments: [("2y", 731), ("6w", 42), ("10d", 10), ("8mo", 240)])
    func durationsAreRead(text: String, days: Int) throws {
        #expect(try TaperCommand.days(text) == days)
        #expect(throws: (any Error).self) { try TaperCommand.days("-\(text)") }
    }
}

/// A generator whose seed repeats a failure.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
