package import EventContracts
package import MedicationDomain

/// Which column of a batch file says what, and how a row becomes a question.
package struct BatchColumns: Sendable {
    /// What is wrong with a row, and where; never what stands there.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// Nil: the whole row.
        package var column: String?
        package var text: String

        package init(column: String? = nil, text: String) { (self.column, self.text) = (column, text) }

        package var description: String { column.map { "column \($0): \(text)" } ?? text }
    }

    /// Every column's name, and the element of the question that a refusal names.
    private static let elements: [(column: String, element: String)] = [
        ("id", ""), ("state", "state"), ("household", "householdSize"), ("income", "annualIncome"),
        ("income-item", "incomeItems"), ("insurance", "insurance"), ("age", "age"), ("disabled", "disabled"),
        ("pregnant", "pregnant"), ("parent", "parent"), ("veteran", "veteran"), ("medicare", "medicare"),
        ("resources", "resources"), ("medication", "medication"), ("quantity", "quantity"),
        ("days-supply", "daysSupply"), ("run-out", "runOutAt"),
    ]
    package static let known = elements.map(\.column)
    /// Columns of the site's own are carried over and not read.
    package static let ownPrefix = "x-"
    /// More than anybody needs; every row of the answers has them all.
    package static let mostColumns = 64
    /// Bytes of one name.
    package static let longestName = 64

    package let names: [String]

    package init(header: CSVRecord) throws(Problem) {
        if let problem = header.problem { throw Problem(column: "number \(problem.column)", text: problem.text) }
        names = header.fields
        guard names.count <= Self.mostColumns else {
            throw Problem(text: "\(names.count) columns, and there may be \(Self.mostColumns)")
        }
        // Told by its place: a name of any length is not repeated.
        if let place = names.firstIndex(where: { $0.utf8.count > Self.longestName }) {
            throw Problem(column: "number \(place + 1)", text: "has a name of more than \(Self.longestName) bytes")
        }
        for name in names where !Self.known.contains(name) && !name.hasPrefix(Self.ownPrefix) {
            throw Problem(
                column: name,
                text: "is not known (known: \(Self.known.joined(separator: ", ")); your own begin with "
                    + "\(Self.ownPrefix))")
        }
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted { throw Problem(column: name, text: "stands there twice") }
    }

    /// The question of a row; an empty cell is not known.
    package func question(_ row: CSVRecord, asOf day: CalendarDay) throws(Problem) -> AssistanceRequest {
        if let problem = row.problem { throw Problem(column: name(problem.column), text: problem.text) }
        guard row.fields.count == names.count else {
            throw Problem(text: "\(row.fields.count) fields, and the header has \(names.count)")
        }
        var cells: [String: String] = [:]
        for (name, cell) in zip(names, row.fields) {
            let trimmed = cell.trimmedOfSpaces
            if !trimmed.isEmpty { cells[name] = trimmed }
        }
        let cell = BatchCells(values: cells)
        return AssistanceRequest(
            asOf: day, state: cells["state"]?.uppercased(), householdSize: try cell.whole("household"),
            annualIncome: cells["income"].map { Money(amount: $0) }, incomeItems: try cell.incomeItems("income-item"),
            age: try cell.whole("age"), disabled: try cell.answer("disabled"), pregnant: try cell.answer("pregnant"),
            parent: try cell.answer("parent"), veteran: try cell.answer("veteran"),
            insurance: cells["insurance"]?.lowercased(),
            medicare: try cell.answer("medicare").map { .init(partA: $0, partB: $0, partD: $0) },
            resources: cells["resources"].map { Money(amount: $0) }, medication: cells["medication"],
            quantity: try cell.number("quantity"), daysSupply: try cell.number("days-supply"),
            runOutAt: try cell.day("run-out")?.start)
    }

    /// A refusal of a question, told by the column it came from.
    package static func problem(_ refusal: Refusal) -> Problem {
        let words = refusal.message.split(separator: " ", maxSplits: 1).map(String.init)
        let element = words.first.map { String($0.dropFirst(2).prefix { $0.isLetter }) } ?? ""
        let column = elements.first { $0.element == element && !element.isEmpty }?.column
        return Problem(column: column, text: column == nil ? refusal.message : words.last ?? refusal.message)
    }

    private func name(_ column: Int) -> String {
        names.indices.contains(column - 1) ? names[column - 1] : "number \(column)"
    }
}

/// The cells of one row, by column.
private struct BatchCells {
    let values: [String: String]
    typealias Problem = BatchColumns.Problem

    func whole(_ column: String) throws(Problem) -> Int? {
        guard let text = values[column] else { return nil }
        guard let number = Int(text) else { throw Problem(column: column, text: "is not a whole number") }
        return number
    }

    func number(_ column: String) throws(Problem) -> Double? {
        guard let text = values[column] else { return nil }
        guard let number = Double(text), number.isFinite, text.allSatisfy({ $0.isNumber || $0 == "." }) else {
            throw Problem(column: column, text: "is not a number")
        }
        return number
    }

    func answer(_ column: String) throws(Problem) -> Bool? {
        guard let text = values[column]?.lowercased() else { return nil }
        guard text == "yes" || text == "no" else { throw Problem(column: column, text: "is not yes or no") }
        return text == "yes"
    }

    func day(_ column: String) throws(Problem) -> CalendarDay? {
        guard let text = values[column] else { return nil }
        guard let day = CalendarDay(text) else { throw Problem(column: column, text: "is not a date (YYYY-MM-DD)") }
        return day
    }

    /// `wages:1450.00:monthly; ssi:90:weekly`
    func incomeItems(_ column: String) throws(Problem) -> [AssistanceRequest.IncomeItem]? {
        guard let text = values[column] else { return nil }
        var items: [AssistanceRequest.IncomeItem] = []
        for part in text.split(separator: ";") {
            let words = part.split(separator: ":", omittingEmptySubsequences: false).map { String($0).trimmedOfSpaces }
            guard words.count == 3 else {
                throw Problem(column: column, text: "is not KIND:AMOUNT:FREQUENCY, one or several with ; between")
            }
            items.append(.init(kind: words[0], amount: Money(amount: words[1]), frequency: words[2]))
        }
        return items.isEmpty ? nil : items
    }
}

extension String {
    fileprivate var trimmedOfSpaces: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
