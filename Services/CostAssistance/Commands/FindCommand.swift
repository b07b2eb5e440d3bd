import ArgumentParser
import EventContracts
import Foundation
import MedicationDomain

/// `cost-assistance find`: who may help this patient pay.
struct FindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Who may help this patient pay, from what is known of them.",
        discussion: "What is left out stays unknown and is never taken for a no; the answer says what would settle it.")

    @OptionGroup var rules: KnowledgeOptions
    @Option(help: "Two letters, e.g. TX.") var state: String?
    @Option(help: "People in the household, the patient included.") var household: Int?
    @Option(help: "Household income, dollars a year.") var income: String?
    @Option(
        name: .customLong("income-item"),
        help: "Present income as KIND:AMOUNT:FREQUENCY[:PERSON], e.g. wages:1450.00:monthly:self; may be repeated.")
    var incomeItems: [String] = []
    @Option(help: "none, private, medicaid, medicare, va, tricare or other.") var insurance: String?
    @Option(help: "Age in years.") var age: Int?
    @Option(help: "yes or no.") var disabled: Answer?
    @Option(help: "yes or no.") var pregnant: Answer?
    @Option(help: "Of dependent children: yes or no.") var parent: Answer?
    @Option(help: "yes or no.") var veteran: Answer?
    @Option(help: "Any part of Medicare: yes or no.") var medicare: Answer?
    @Option(name: .customLong("medicare-part"), help: "A part of Medicare there is: a, b or d; may be repeated.")
    var medicareParts: [String] = []
    @Option(help: "Somebody in the household beside the patient, RELATION or RELATION:dependent; may be repeated.")
    var member: [String] = []
    @Option(
        name: .customLong("answer"), help: "QUESTION=ANSWER to what a programme asks, e.g. als=no; may be repeated.")
    var answers: [String] = []
    @Option(help: "Savings and other resources, dollars.") var resources: String?
    @Option(help: "The medicine as ordered.") var medication = "Baclofen tablet"
    @Option(name: .customLong("run-out"), help: "The day the supply ends, YYYY-MM-DD.") var runOut: String?
    @Flag(help: "Print the answer as JSON.") var json = false
    @Flag(help: "Print why, line by line.") var because = false
    @Flag(help: "Print programmes that do not apply, too, and how to apply to those still open.") var all = false

    enum Answer: String, ExpressibleByArgument, CaseIterable {
        case yes, no
        var isYes: Bool { self == .yes }
    }

    func run() throws {
        let knowledge = try rules.load()
        let answer: AssistanceDetermination
        let known: AssistanceRules
        do {
            answer = try AssistancePolicy.determine(request(), requestId: "offline", rules: knowledge.rules)
            known = try knowledge.rules.known(at: answer.knownAt)
        } catch let refusal as Refusal {
            throw ValidationError(refusal.message)
        }
        let report = FindReport(medication: medication, tellsWhy: because, tellsAll: all, questions: known.questions)
        print(json ? String(decoding: try answer.encode(), as: UTF8.self) : report.text(answer))
    }

    func request() throws -> AssistanceRequest {
        let items = try incomeItems.map { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard (3...4).contains(parts.count) else {
                throw ValidationError("--income-item is KIND:AMOUNT:FREQUENCY or KIND:AMOUNT:FREQUENCY:PERSON")
            }
            return AssistanceRequest.IncomeItem(
                kind: parts[0], amount: Money(amount: parts[1]), frequency: parts[2],
                person: parts.count == 4 ? parts[3] : nil)
        }
        var runOutAt: Instant?
        if let runOut {
            guard let day = CalendarDay(runOut) else { throw ValidationError("--run-out is not a date (YYYY-MM-DD)") }
            runOutAt = day.start
        }
        return AssistanceRequest(
            asOf: try rules.day(), knownAt: try rules.knownDay(), state: state?.uppercased(),
            householdSize: household, householdMembers: try people(),
            annualIncome: income.map { Money(amount: $0) }, incomeItems: items.isEmpty ? nil : items, age: age,
            disabled: disabled?.isYes, pregnant: pregnant?.isYes, parent: parent?.isYes, veteran: veteran?.isYes,
            insurance: insurance, medicare: try parts(), resources: resources.map { Money(amount: $0) },
            medication: medication, runOutAt: runOutAt, answers: try furtherAnswers())
    }

    private func people() throws -> [AssistanceRequest.HouseholdMember]? {
        guard !member.isEmpty else { return nil }
        return try [.init(relation: "self")]
            + member.map { text in
                let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
                switch (parts.count, parts.last) {
                case (1, _): return .init(relation: parts[0])
                case (2, "dependent"): return .init(relation: parts[0], taxDependent: true)
                default: throw ValidationError("--member is RELATION or RELATION:dependent")
                }
            }
    }

    private func parts() throws -> AssistanceRequest.Medicare? {
        guard !medicareParts.isEmpty else {
            return medicare.map { .init(partA: $0.isYes, partB: $0.isYes, partD: $0.isYes) }
        }
        guard medicareParts.allSatisfy({ ["a", "b", "d"].contains($0) }) else {
            throw ValidationError("--medicare-part is a, b or d")
        }
        return .init(
            partA: medicareParts.contains("a"), partB: medicareParts.contains("b"),
            partD: medicareParts.contains("d"))
    }

    private func furtherAnswers() throws -> [String: String]? {
        guard !answers.isEmpty else { return nil }
        var given: [String: String] = [:]
        for text in answers {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, given.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw ValidationError("--answer is QUESTION=ANSWER, each question once")
            }
        }
        return given
    }
}
