package import EventContracts
import MedicationDomain

/// One row of the answers: the row as it came, what was found, and each programme's result.
package enum BatchRow {
    package static let outcomes = (answered: "answered", bad: "bad-row")
    /// Before and after the carried columns.
    package static let (leading, trailing) = (
        ["line"], ["outcome", "problem", "best-option", "first-dose-days", "missing"]
    )
    /// Holds the text of a row whose cells cannot be told apart.
    package static let unreadable = "unreadable-row"

    package static func header(_ columns: BatchColumns, _ programs: [String]) -> [String] {
        leading + columns.names + trailing + programs + [unreadable]
    }

    package static func answered(
        _ row: CSVRecord, _ answer: AssistanceDetermination, _ programs: [String]
    ) -> [String] {
        let best = answer.options.first { $0.result == .appearsEligible }
        let missing = Set(answer.options.flatMap { $0.missing ?? [] }).sorted().joined(separator: "; ")
        let results = Dictionary(answer.options.map { ($0.programId, $0.result.rawValue) }) { first, _ in first }
        return [String(row.line)] + row.fields + [
            outcomes.answered, "", best?.name ?? "", best?.apply.daysToFirstDose.map(String.init) ?? "", missing,
        ] + programs.map { results[$0] ?? "" } + [""]
    }

    package static func bad(
        _ row: CSVRecord, _ problem: BatchColumns.Problem, _ columns: BatchColumns, _ programs: [String]
    ) -> [String] {
        let isWhole = row.problem == nil && row.fields.count == columns.names.count
        let carried = isWhole ? row.fields : columns.names.map { _ in "" }
        let text = isWhole ? "" : String(decoding: row.raw, as: UTF8.self)
        return [String(row.line)] + carried + [outcomes.bad, problem.description, "", "", ""] + programs.map { _ in "" }
            + [text]
    }
}
