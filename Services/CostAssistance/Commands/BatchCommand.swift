import ArgumentParser
import AssistanceFiles
import Foundation
import MedicationDomain
import ServiceHost

/// `cost-assistance batch in.csv -o out.csv`: many patients at once.
struct BatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "Who may help many patients pay, from a CSV file.",
        discussion: """
            Columns, in any order: \(BatchColumns.known.joined(separator: ", ")); your own begin with \
            \(BatchColumns.ownPrefix) and are carried over. An empty cell is not known. A row that cannot be read is \
            told with line and column and carried into the output. Interrupted, the same command goes on where it \
            stopped. Ends with 0 when every row was answered, 1 when some were bad.
            """)

    @OptionGroup var rules: KnowledgeOptions
    @Argument(help: "The patients, as CSV (RFC 4180) with a header.") var input: String
    @Option(name: .shortAndLong, help: "Where the answers go, as CSV; only you may read it.") var output: String
    @Option(help: "The medicine of rows that name none.") var medication: String?
    @Flag(help: "Begin anew, whatever stands in the output.") var overwrite = false

    func run() throws {
        OwnerOnly.begin()
        let run = BatchRun(
            rules: try rules.load().rules, asOf: try rules.day(), medication: medication,
            files: BatchFiles(input: URL(fileURLWithPath: input), output: URL(fileURLWithPath: output)))
        var screen = BatchScreen()
        let tally: BatchRun.Tally
        do {
            tally = try run.run(
                overwrite: overwrite, report: { screen.bad(line: $0, $1) }, progress: { screen.show($0, share: $1) })
        } catch let problem as BatchColumns.Problem {
            throw ValidationError("\(input): line 1, \(problem.description)")
        } catch let problem as BatchFiles.Problem {
            throw ValidationError("\(problem)")
        }
        let earlier = tally.resumed > 0 ? " (\(tally.resumed) of them before the interruption)" : ""
        screen.end("\(tally.rows) rows\(earlier), \(tally.bad) of them bad: \(output)")
        if tally.bad > 0 { throw ExitCode(1) }
    }
}

/// How far a batch has come: a bar on a terminal, plain lines elsewhere; on standard error, beside whatever is piped.
private struct BatchScreen {
    private static let width = 30
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var told = 0

    mutating func show(_ tally: BatchRun.Tally, share: Double) {
        let share = min(max(share, 0), 1)
        let percent = Int(share * 100)
        if isTerminal {
            let full = Int(share * Double(Self.width))
            let bar = String(repeating: "#", count: full) + String(repeating: "-", count: Self.width - full)
            write("\r[\(bar)] \(percent) %, \(tally.rows) rows, \(tally.bad) bad")
        } else if percent / 10 > told / 10 {
            write("\(percent) %, \(tally.rows) rows, \(tally.bad) bad\n")
        }
        told = percent
    }

    mutating func bad(line: Int, _ problem: BatchColumns.Problem) {
        write("\(isTerminal ? "\r\u{1B}[K" : "")line \(line), \(problem.description)\n")
    }

    func end(_ text: String) { write("\(isTerminal ? "\n" : "")\(text)\n") }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
