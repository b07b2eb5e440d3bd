import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

@testable import CostAssistance

/// Properties over many invented questions, from a fixed seed; `ASSISTANCE_ROUNDS` asks for more of them.
struct InformationTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["ASSISTANCE_ROUNDS"].flatMap { Int($0) } ?? 20

    private typealias Results = [String: AssistanceOption.Result]

    @Test func removingAnInputGivesTheSameResultOrLeavesItOpen() throws {
        let rules = try TestKnowledge.shipped().rules
        var random = SeededRandom(seed: 20_261_121)
        var (opened, decided) = (0, 0)
        for _ in 0..<Self.rounds {
            let full = QuestionMaker.question(&random)
            let before = try results(full, rules)
            for remove in QuestionMaker.removals {
                var less = full
                remove(&less)
                guard less != full else { continue }
                for (program, result) in try results(less, rules) {
                    #expect(result == before[program] || result == .undetermined, "\(program)")
                    if result != .undetermined { decided += 1 } else if before[program] != .undetermined { opened += 1 }
                }
            }
        }
        // The property would hold of a program that never decides: it must also do its work.
        #expect(opened > 20 * Self.rounds)
        #expect(decided > 100 * Self.rounds)
    }

    /// Each further question by itself, for the programmes that ask it.
    @Test func removingAnAnswerLeavesItOpenAndAsksForIt() throws {
        var rules = try TestKnowledge.shipped().rules
        let programs = rules.programs
        var random = SeededRandom(seed: 31)
        var opened: Set<String> = []
        for id in rules.questions.asked.keys.sorted() {
            rules.programs = programs.filter { $0.asks(id) }
            #expect(!rules.programs.isEmpty, "nobody asks \(id)")
            for _ in 0..<Self.rounds * 2 {
                let full = QuestionMaker.question(&random)
                var less = full
                less.answers?[id] = nil
                let before = try results(full, rules)
                let answer = try AssistancePolicy.determine(less, requestId: "r", rules: rules)
                for option in answer.options where option.result != before[option.programId] {
                    opened.insert(id)
                    #expect(option.result == .undetermined)
                    #expect(option.missing?.contains(Questions.name(id)) == true)
                }
            }
        }
        // Some decide so seldom that only their cases show it.
        #expect(opened.count > 15, "\(opened.sorted())")
    }

    @Test func moreIncomeNeverMakesAProgrammeWithoutAFloorEligible() throws {
        let rules = try TestKnowledge.shipped().rules
        let floors = rules.programs.filter { $0.income?.hasFloor == true }.map(\.id)
        #expect(floors == ["marketplace"])
        var random = SeededRandom(seed: 7)
        var changes = 0
        for _ in 0..<Self.rounds * 5 {
            let poorer = QuestionMaker.question(&random)
            let richer = QuestionMaker.richer(poorer, by: Decimal(Int.random(in: 1...30_000, using: &random)))
            let (before, after) = (try results(poorer, rules), try results(richer, rules))
            for (program, result) in before where !floors.contains(program) && result != after[program] {
                changes += 1
                #expect(after[program] != .appearsEligible, "\(program)")
                #expect(result != .appearsIneligible, "\(program)")
            }
        }
        #expect(changes > 20)
    }

    /// Below the floor not, between floor and cap, and above the cap not.
    @Test func aFloorHoldsOnBothSides() throws {
        let rules = try TestKnowledge.shipped().rules
        func result(_ income: String) throws -> AssistanceOption.Result? {
            let question = AssistanceRequest(
                asOf: try TestKnowledge.day("2026-03-01"), state: "TX", householdSize: 1,
                incomeItems: [.init(kind: "wages", amount: Money(amount: income), frequency: "yearly")],
                insurance: "none", answers: ["enrolment-window": "open"])
            return try results(question, rules)["marketplace"]
        }
        // The table of the year before: 15,650 for one person.
        #expect(try result("15649.99") == .appearsIneligible)
        #expect(try result("15650") == .appearsEligible)
        #expect(try result("62600") == .appearsEligible)
        #expect(try result("62600.01") == .appearsIneligible)
    }

    @Test func aPumpNeverGetsWhatPaysAtThePharmacy() throws {
        let rules = try TestKnowledge.shipped().rules
        let pharmacy = Set(rules.programs.filter { $0.benefit == .pharmacy }.map(\.id))
        let medical = Set(rules.programs.filter { $0.benefit == .medical }.map(\.id))
        #expect(pharmacy.isSuperset(of: ["extra-help", "discount-card", "part-d-transition-fill", "emergency-refill"]))
        #expect(!medical.isEmpty)
        var random = SeededRandom(seed: 12)
        for medicine in ["Gablofen 500 mcg/mL", "Baclofen intrathecal injection 2000 mcg/mL", "Lioresal intrathecal"] {
            for _ in 0..<Self.rounds {
                var question = QuestionMaker.question(&random)
                question.medication = medicine
                for (program, result) in try results(question, rules) where pharmacy.contains(program) {
                    #expect(result == .notApplicable, "\(program)")
                }
                question.medication = "Baclofen 10 mg tablet"
                for (program, result) in try results(question, rules) where medical.contains(program) {
                    #expect(result == .notApplicable, "\(program)")
                }
            }
        }
    }

    @Test func theOrderOfProgrammesInTheFilesChangesNothing() throws {
        var rules = try TestKnowledge.shipped().rules
        var random = SeededRandom(seed: 99)
        for _ in 0..<20 {
            let question = QuestionMaker.question(&random)
            let before = try AssistancePolicy.determine(question, requestId: "r", rules: rules).encode()
            rules.programs.shuffle(using: &random)
            #expect(try AssistancePolicy.determine(question, requestId: "r", rules: rules).encode() == before)
        }
    }

    /// Files under other names are read in another order; the answers and the hash are the same.
    @Test func theNamesOfTheFilesChangeNothing() throws {
        var files = TestKnowledge.files
        for path in files.keys where path.contains("/programs/") && !path.hasSuffix(".cases.yaml") {
            guard let text = files.removeValue(forKey: path) else { continue }
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            files["Knowledge/programs/\(String(name.dropLast(5).reversed())).yaml"] = text
        }
        let (renamed, rules) = (
            try AssistanceKnowledge.load(.embedded(files)).rules, try TestKnowledge.shipped().rules
        )
        #expect(renamed.ruleSet == rules.ruleSet)
        var random = SeededRandom(seed: 3)
        let question = QuestionMaker.question(&random)
        #expect(
            try AssistancePolicy.determine(question, requestId: "r", rules: renamed).encode()
                == AssistancePolicy.determine(question, requestId: "r", rules: rules).encode())
    }

    @Test func whatIsMissingWouldMoveTheAnswer() throws {
        let rules = try TestKnowledge.shipped().rules
        var random = SeededRandom(seed: 4)
        for _ in 0..<Self.rounds {
            var question = QuestionMaker.question(&random)
            for remove in QuestionMaker.removals where Bool.random(using: &random) { remove(&question) }
            for option in try AssistancePolicy.determine(question, requestId: "r", rules: rules).options {
                #expect((option.result == .undetermined) == (option.missing?.isEmpty == false))
                #expect(option.missing?.contains { QuestionMaker.isGiven($0, in: question) } != true)
            }
        }
    }

    private func results(_ request: AssistanceRequest, _ rules: AssistanceRules) throws -> Results {
        let answer = try AssistancePolicy.determine(request, requestId: "r", rules: rules)
        return Dictionary(uniqueKeysWithValues: answer.options.map { ($0.programId, $0.result) })
    }
}

extension Program {
    /// Whether any of its criteria asks a question.
    fileprivate func asks(_ id: String) -> Bool {
        let criteria =
            [appliesWhen, eligibleWhen].compactMap { $0 } + otherPathways.map(\.when) + conflicts.map(\.when)
        return criteria.flatMap(\.parts).contains { part in
            switch part {
            case .answer(let question, _), .number(let question, _): question == id
            default: false
            }
        }
    }
}
