import ArgumentParser
import EventContracts
import Foundation
import MedicationDomain
import SupplyDrawing

/// Projects supply from a file, offline, by the very policies of the service.
struct SupplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supply", abstract: "Project the run-out from dispenses; report gaps, PDC and MPR.",
        discussion: """
            Each file is one patient: FHIR R4 (a Bundle, or one resource on every line) with MedicationRequest, \
            MedicationDispense and Encounter, or the short form { "dailyDoseMilligrams": 30, "asOf": "2026-03-01", \
            "dispenses": [ { "on": "2026-01-01", "milligrams": 900, "daysSupply": 30 } ], \
            "stays": [ { "from": "2026-01-10", "until": "2026-01-14" } ] }. Exit code 2: a file could not be used.
            """)

    @Argument(help: "Files to read; - reads standard input.") var files: [String]
    @Option(help: "Look from this day, YYYY-MM-DD; by default the last day the file tells of.") var asOf: String?
    @Option(help: "Write a picture of the history into this file (one history only).") var svg: String?
    @Flag(help: "Print one JSON object per file.") var json = false

    func run() throws {
        let day = try asOf.map { text throws in
            guard let day = CalendarDay(text) else { throw ValidationError("--as-of is not a date (YYYY-MM-DD)") }
            return day
        }
        guard svg == nil || files.count == 1 else { throw ValidationError("--svg draws one history") }
        let rules = try MonitorKnowledge.embedded().rules
        var failed = false
        for file in files {
            do throws(SupplyFileProblem) {
                try tell(file, asOf: day, rules: rules)
            } catch {
                FileHandle.standardError.write(Data("\(file): \(error)\n".utf8))
                failed = true
            }
        }
        if failed { throw ExitCode(2) }
    }

    private func tell(_ file: String, asOf day: CalendarDay?, rules: MonitorRules) throws(SupplyFileProblem) {
        let history = try SupplyHistory.read(try bytes(of: file), asOf: day)
        let report = try SupplyReport(history, rules: rules)
        let series = SupplySeries(history, rules: rules)
        let text: String
        if json {
            guard let encoded = try? PayloadCoding.encode(report) else { throw SupplyFileProblem("no JSON of it") }
            text = String(decoding: encoded, as: UTF8.self)
        } else {
            text = ([report.text(file), ""] + series.terminal().map { "  \($0)" }).joined(separator: "\n")
        }
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
        guard let svg else { return }
        let picture = Data(SupplyPlot.svg(series, report: report).utf8)
        guard (try? picture.write(to: URL(fileURLWithPath: svg), options: .atomic)) != nil else {
            throw SupplyFileProblem("\(svg) cannot be written")
        }
    }

    private func bytes(of file: String) throws(SupplyFileProblem) -> [UInt8] {
        let data =
            file == "-" ? try? FileHandle.standardInput.readToEnd() : FileManager.default.contents(atPath: file)
        guard let data else { throw SupplyFileProblem("cannot be read") }
        return Array(data)
    }
}
