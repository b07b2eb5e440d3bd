import ArgumentParser
import MedicationDomain

/// `cost-assistance parameters [ID]`: the dated numbers, as they stand or stood.
struct ParametersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parameters", abstract: "The dated numbers behind the answers.",
        discussion: "Without an id: all, as they stand on the day. With one: every value it had, and its sources.")

    @OptionGroup var rules: KnowledgeOptions
    @Argument(help: "A parameter's id.") var id: String?

    func run() throws {
        let (known, day) = (try rules.rules(), try rules.day())
        guard let id else {
            let rows = known.parameters.values.sorted { $0.id < $1.id }.map { parameter in
                let reading = parameter.reading(on: day)
                return [
                    parameter.id, reading?.figure ?? "unknown",
                    reading?.from.description ?? "", reading?.evidence.rawValue ?? "",
                ]
            }
            print(TextTable(header: ["parameter", "on \(day)", "from", "evidence"], rows: rows).text)
            return
        }
        guard let parameter = known.parameters[id] else {
            throw ValidationError("there is no parameter \(id); `parameters` lists them")
        }
        print(lines(parameter, day).joined(separator: "\n"))
    }

    private func lines(_ parameter: Parameter, _ day: CalendarDay) -> [String] {
        let reading = parameter.reading(on: day)
        let current = reading?.figure ?? "unknown"
        var lines = [
            "\(parameter.id): \(parameter.description)", "On \(day): \(current). Review by \(parameter.reviews.due()).",
        ]
        for value in parameter.values {
            let until = value.to.map { " to \($0)" } ?? ""
            let amount = parameter.reading(on: value.from, knownAt: value.knownFrom)?.figure ?? value.value.plainText
            lines.append(
                "  from \(value.from)\(until): \(amount) (\(value.evidence.rawValue), known from \(value.knownFrom))")
            lines += value.citations.map { "    \($0.title), \($0.locator), read \($0.retrieved) <\($0.href)>" }
        }
        return lines
    }
}
