import ArgumentParser
import MedicationDomain

/// `cost-assistance parameters [ID]`: the dated numbers, as they stand or stood.
struct ParametersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parameters", abstract: "The dated numbers behind the answers.",
        discussion: "Without an id: all, as they stand on the day. With one: every value it had, and its sources.")

    @OptionGroup var rules: KnowledgeOptions
    @Option(help: "Only what the rule set knew on that day, YYYY-MM-DD.") var knownAt: String?
    @Argument(help: "A parameter's id.") var id: String?

    func run() throws {
        let (knowledge, day) = (try rules.load(), try rules.day())
        var known: CalendarDay?
        if let knownAt {
            guard let day = CalendarDay(knownAt) else { throw ValidationError("--known-at is not a date (YYYY-MM-DD)") }
            known = day
        }
        guard let id else {
            let rows = knowledge.rules.parameters.values.sorted { $0.id < $1.id }.map { parameter in
                let reading = parameter.reading(on: day, knownAt: known)
                return [
                    parameter.id, reading?.value.plainText ?? "unknown", parameter.unit,
                    reading?.from.description ?? "", reading?.evidence.rawValue ?? "",
                ]
            }
            print(TextTable(header: ["parameter", "on \(day)", "unit", "from", "evidence"], rows: rows).text)
            return
        }
        guard let parameter = knowledge.rules.parameters[id] else {
            throw ValidationError("there is no parameter \(id); `parameters` lists them")
        }
        print(lines(parameter, day, known).joined(separator: "\n"))
    }

    private func lines(_ parameter: Parameter, _ day: CalendarDay, _ known: CalendarDay?) -> [String] {
        let reading = parameter.reading(on: day, knownAt: known)
        let current = reading.map { "\($0.value.plainText) \(parameter.unit)" } ?? "unknown"
        var lines = [
            "\(parameter.id): \(parameter.description)", "On \(day): \(current). Review by \(parameter.reviewBy).",
        ]
        for value in parameter.values {
            let until = value.to.map { " to \($0)" } ?? ""
            let learned = value.knownFrom.map { ", known from \($0)" } ?? ""
            lines.append(
                "  from \(value.from)\(until): \(value.value.plainText) \(parameter.unit) (\(value.evidence.rawValue)\(learned))"
            )
            lines += value.citations.map { "    \($0.title), \($0.locator), read \($0.retrieved) <\($0.href)>" }
        }
        return lines
    }
}
