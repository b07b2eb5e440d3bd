import AssistanceFiles
import EventContracts
import MedicationDomain

/// A file of many patients, and what has been answered of it; in memory, for its owner alone, for a while.
struct BatchJob: Sendable {
    enum State: String, Sendable, Encodable {
        case running, finished
        /// Nobody answered for so long that the rest was not asked.
        case unanswered
        case stopped
    }

    /// One row of the answers, without the columns of the programmes.
    struct Row: Sendable {
        var cells: [String]
        var unreadable: String
        /// By the place of the programme in `programs`; 0: it is not among the options.
        var results: [UInt8]
    }

    /// What became of a row whose question nobody answered.
    static let noAnswer = "no-answer"

    let id: String
    let owner: BatchOwner
    let fileName: String
    let startedAt: Instant
    let asOf: CalendarDay
    let columns: BatchColumns
    let count: Int

    private(set) var state = State.running
    private(set) var endedAt: Instant?
    private(set) var rows: [Row?]
    private(set) var programs: [String] = []
    private(set) var ruleSet: AssistanceDetermination.RuleSet?
    private(set) var answered = 0
    private(set) var bad = 0
    private(set) var unanswered = 0
    /// The first of what was wrong, by line.
    private(set) var problems: [(line: Int, text: String)] = []
    static let shownProblems = 20

    init(
        id: String, owner: BatchOwner, fileName: String, startedAt: Instant, asOf: CalendarDay,
        columns: BatchColumns, count: Int
    ) {
        (self.id, self.owner, self.fileName) = (id, owner, fileName)
        (self.startedAt, self.asOf, self.columns, self.count) = (startedAt, asOf, columns, count)
        rows = Array(repeating: nil, count: count)
    }

    var done: Int { answered + bad + unanswered }

    // MARK: Rows

    mutating func take(_ answer: AssistanceDetermination, for record: CSVRecord, at index: Int) {
        guard rows.indices.contains(index) else { return }
        answered += 1
        ruleSet = answer.ruleSet
        for option in answer.options where !programs.contains(option.programId) { programs.append(option.programId) }
        var results = Array(repeating: UInt8(0), count: programs.count)
        for option in answer.options {
            guard let place = programs.firstIndex(of: option.programId) else { continue }
            results[place] = UInt8((AssistanceOption.Result.allCases.firstIndex(of: option.result) ?? 0) + 1)
        }
        rows[index] = Row(cells: BatchRow.answered(record, answer, []).dropLast(), unreadable: "", results: results)
    }

    mutating func take(_ problem: BatchColumns.Problem, for record: CSVRecord, at index: Int) {
        guard rows.indices.contains(index) else { return }
        bad += 1
        note(problem.description, at: record.line)
        rows[index] = Self.row(BatchRow.bad(record, problem, columns, []))
    }

    mutating func takeSilence(for record: CSVRecord, at index: Int) {
        guard rows.indices.contains(index) else { return }
        unanswered += 1
        let problem = BatchColumns.Problem(text: "cost-assistance did not answer: nothing is known, ask again")
        if unanswered == 1 { note(problem.text, at: record.line) }
        var row = Self.row(BatchRow.bad(record, problem, columns, []))
        row.cells = row.cells.map { $0 == BatchRow.outcomes.bad ? Self.noAnswer : $0 }
        rows[index] = row
    }

    private static func row(_ cells: [String]) -> Row {
        Row(cells: cells.dropLast(), unreadable: cells.last ?? "", results: [])
    }

    private mutating func note(_ text: String, at line: Int) {
        problems.append((line, text))
        problems.sort { $0.line < $1.line }
        if problems.count > Self.shownProblems { problems.removeLast() }
    }

    mutating func end(_ state: State, at now: Instant) {
        guard self.state == .running else { return }
        (self.state, endedAt) = (state, now)
    }

    // MARK: The answers as a file

    /// Every row once, in the order of the file; rows that were not asked are said to be so.
    func csv() -> [UInt8] {
        let sorted = programs.sorted()
        let places = sorted.map { programs.firstIndex(of: $0) ?? 0 }
        var text = CSVText.harmlessLine(BatchRow.header(columns, sorted))
        let words = [""] + AssistanceOption.Result.allCases.map(\.rawValue)
        for row in rows {
            guard let row else { continue }
            let results = places.map { place in
                row.results.indices.contains(place) ? words[Int(row.results[place])] : ""
            }
            text += CSVText.harmlessLine(row.cells + results + [row.unreadable])
        }
        return Array(text.utf8)
    }
}

/// Whose file it is.
struct BatchOwner: Hashable, Sendable {
    let voucher: String
    let subject: String

    init(_ identity: GatewayIdentity?) {
        (voucher, subject) = (identity?.voucher ?? "unverified", identity?.subject ?? "unverified")
    }
}
