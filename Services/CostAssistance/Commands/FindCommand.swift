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
        help: "Present income as KIND:AMOUNT:FREQUENCY, e.g. wages:1450.00:monthly; may be repeated.")
    var incomeItems: [String] = []
    @Option(help: "none, private, medicaid, medicare, va, tricare or other.") var insurance: String?
    @Option(help: "Age in years.") var age: Int?
    @Option(help: "yes or no.") var disabled: Answer?
    @Option(help: "yes or no.") var pregnant: Answer?
    @Option(help: "Of dependent children: yes or no.") var parent: Answer?
    @Option(help: "yes or no.") var veteran: Answer?
    @Option(help: "Any part of Medicare: yes or no.") var medicare: Answer?
    @Option(help: "Savings and other resources, dollars.") var resources: String?
    @Option(help: "The medicine as ordered.") var medication = "Baclofen tablet"
    @Option(name: .customLong("run-out"), help: "The day the supply ends, YYYY-MM-DD.") var runOut: String?
    @Flag(help: "Print the answer as JSON.") var json = false
    @Flag(help: "Print why, line by line.") var because = false

    enum Answer: String, ExpressibleByArgument, CaseIterable {
        case yes, no
        var isYes: Bool { self == .yes }
    }

    func run() throws {
        let knowledge = try rules.load()
        let answer: AssistanceDetermination
        do {
            answer = try AssistancePolicy.determine(request(), requestId: "offline", rules: knowledge.rules)
        } catch let refusal as Refusal {
            throw ValidationError(refusal.message)
        }
        print(json ? String(decoding: try answer.encode(), as: UTF8.self) : report(answer))
    }

    func request() throws -> AssistanceRequest {
        let items = try incomeItems.map { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else { throw ValidationError("--income-item is KIND:AMOUNT:FREQUENCY") }
            return AssistanceRequest.IncomeItem(kind: parts[0], amount: Money(amount: parts[1]), frequency: parts[2])
        }
        var runOutAt: Instant?
        if let runOut {
            guard let day = CalendarDay(runOut) else { throw ValidationError("--run-out is not a date (YYYY-MM-DD)") }
            runOutAt = day.start
        }
        let has = medicare?.isYes
        return AssistanceRequest(
            asOf: try rules.day(), knownAt: try rules.knownDay(), state: state?.uppercased(), householdSize: household,
            annualIncome: income.map { Money(amount: $0) }, incomeItems: items.isEmpty ? nil : items, age: age,
            disabled: disabled?.isYes, pregnant: pregnant?.isYes, parent: parent?.isYes, veteran: veteran?.isYes,
            insurance: insurance, medicare: has.map { .init(partA: $0, partB: $0, partD: $0) },
            resources: resources.map { Money(amount: $0) }, medication: medication, runOutAt: runOutAt)
    }

    private func report(_ answer: AssistanceDetermination) -> String {
        let table = TextTable(
            header: ["programme", "result", "first dose", "what would settle it"],
            rows: answer.options.map { option in
                let days = option.apply.daysToFirstDose.map { $0 == 0 ? "same day" : "about \($0) days" }
                return [
                    option.name,
                    option.result.rawValue.replacing("-", with: " ") + (option.stale ? " (stale rules)" : ""),
                    days ?? "not known", (option.missing ?? []).joined(separator: ", "),
                ]
            })
        let known = answer.knownAt.map { ", by what was known on \($0)" } ?? ""
        var lines = ["As of \(answer.asOf)\(known), for \(medication):", "", table.text]
        for option in answer.options where option.result != .notApplicable {
            lines += ["", "\(option.name): \(option.decidedBy) decides. \(option.apply.how)"]
            lines.append("  Bring: \(option.apply.documents.joined(separator: ", "))")
            if because { lines += (option.because ?? []).map { "  - \($0)" } }
        }
        lines += [
            "",
            "A screening, no decision: you may still apply. Rules \(answer.ruleSet.version) "
                + "(\(answer.ruleSet.hash.prefix(12))); --because shows why.",
        ]
        return lines.joined(separator: "\n")
    }
}
