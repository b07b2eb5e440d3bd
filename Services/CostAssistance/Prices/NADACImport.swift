import AssistanceFiles
import Foundation
import MedicationDomain

/// Reads CMS's weekly NADAC file (what pharmacies pay, per NDC) and writes it as dated acquisition costs.
///
/// Columns by name, with spaces or underscores: NDC Description, NDC, NADAC Per Unit, Effective Date, Pricing Unit,
/// As of Date; others are passed over.
struct NADACImport {
    struct Problem: Error, Hashable {
        var line: Int
        var column: String
        var text: String
        var description: String { "line \(line), column \(column): \(text)" }
    }

    private static let needed = [
        "ndc description", "ndc", "nadac per unit", "effective date", "pricing unit", "as of date",
    ]
    /// A word that the description must have.
    let ingredient: String

    private(set) var costs: [AcquisitionCost] = []
    private(set) var problems: [Problem] = []

    init(ingredient: String) { self.ingredient = ingredient }

    /// Throws a `Problem` when the file is none of NADAC's; a bad row is noted and passed over.
    mutating func read(_ reader: inout CSVReader) throws {
        guard let header = try reader.next(), header.problem == nil else {
            throw Problem(line: 1, column: "all", text: "there is no header")
        }
        let names = header.fields.map { $0.lowercased().replacing("_", with: " ") }
        for name in Self.needed where !names.contains(name) {
            throw Problem(line: 1, column: name, text: "is missing")
        }
        var seen: Set<String> = []
        while let record = try reader.next() {
            if let problem = record.problem {
                problems.append(Problem(line: record.line, column: "number \(problem.column)", text: problem.text))
                continue
            }
            let cells = Dictionary(zip(names, record.fields)) { first, _ in first }
            guard let text = cells["ndc description"], isNamed(in: text) else { continue }
            do {
                let cost = try cost(cells, line: record.line)
                if seen.insert("\(cost.ndc) \(cost.effective)").inserted { costs.append(cost) }
            } catch {
                problems.append(error)
            }
        }
        costs.sort { ($0.ndc, $0.effective) < ($1.ndc, $1.effective) }
    }

    private func isNamed(in description: String) -> Bool {
        description.lowercased().split { !$0.isLetter }.contains { $0 == ingredient.lowercased() }
    }

    private func cost(_ cells: [String: String], line: Int) throws(Problem) -> AcquisitionCost {
        func bad(_ column: String, _ text: String) -> Problem { Problem(line: line, column: column, text: text) }
        func day(_ column: String) throws(Problem) -> CalendarDay {
            guard let day = cells[column].flatMap(Self.day) else { throw bad(column, "is not a date") }
            return day
        }
        let digits = (cells["ndc"] ?? "").filter { $0 != "-" }
        guard digits.utf8.count == 11, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw bad("ndc", "is not eleven digits")
        }
        guard let perUnit = cells["nadac per unit"].flatMap({ Decimal(amount: $0) }), perUnit > 0 else {
            throw bad("nadac per unit", "is not an amount above zero")
        }
        guard let unit = cells["pricing unit"].flatMap({ AcquisitionCost.Unit(rawValue: $0.uppercased()) }) else {
            throw bad("pricing unit", "is not EA, ML or GM")
        }
        return AcquisitionCost(
            ndc: digits, description: cells["ndc description"] ?? "", perUnit: perUnit, unit: unit,
            effective: try day("effective date"), asOf: try day("as of date"), citations: [])
    }

    /// `11/25/2026` or `2026-11-25`.
    private static func day(_ text: String) -> CalendarDay? {
        let parts = text.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 3 else { return CalendarDay(text) }
        return CalendarDay(year: parts[2], month: parts[0], day: parts[1])
    }

    /// A knowledge file for the folder `prices`.
    func yaml(retrieved: CalendarDay) -> String {
        var lines = [
            "# National Average Drug Acquisition Cost (CMS): what pharmacies pay, never what a patient pays.",
            "# Written by `cost-assistance prices import-nadac`; a newer import replaces it.", "acquisition-costs:",
        ]
        if costs.isEmpty { lines[2] += " []" }
        for cost in costs {
            lines += [
                "  - ndc: \"\(cost.ndc)\"", "    description: \(Self.quoted(cost.description))",
                "    per-unit: \(cost.perUnit.plainText)", "    unit: \(cost.unit.rawValue)",
                "    effective: \(cost.effective)", "    as-of: \(cost.asOf)", "    cite:",
                "      - { title: \"NADAC (National Average Drug Acquisition Cost), CMS\", "
                    + "href: \"https://data.medicaid.gov/nadac\", locator: \"file as of \(cost.asOf)\", "
                    + "retrieved: \(retrieved) }",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        let plain = text.filter { !$0.isNewline && $0.asciiValue.map { $0 >= 0x20 } ?? true }
        return "\"" + plain.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
