import AssistanceFiles
import EventContracts
import Foundation
import MedicationDomain

/// Answers a file of patients row by row.
struct BatchRun {
    struct Tally: Hashable {
        var rows = 0
        var bad = 0
        /// Rows that an earlier run had answered.
        var resumed = 0
    }

    /// Answers are written in pieces of this size; what was not written when the program ends is answered again.
    private static let writeBytes = 1 << 16

    let rules: AssistanceRules
    let asOf: CalendarDay
    /// For rows that name no medicine.
    let medication: String?
    let files: BatchFiles

    /// - Parameters:
    ///   - report: a bad row's line and what is wrong with it.
    ///   - progress: rows so far, and how much of the input is read, from 0 to 1.
    func run(
        overwrite: Bool, report: (Int, BatchColumns.Problem) -> Void, progress: (Tally, Double) -> Void
    ) throws -> Tally {
        let (bytes, hash) = try files.survey()
        var reader = try files.reader(of: files.input)
        reader.mostFields = BatchColumns.mostColumns
        guard let first = try reader.next() else { throw BatchColumns.Problem(text: "the file is empty") }
        let columns = try BatchColumns(header: first)
        reader.mostFields = columns.names.count
        let programs = rules.programs.map(\.id).sorted()
        let header = BatchRow.header(columns, programs)
        let note = BatchFiles.Note(
            inputHash: hash, asOf: "\(asOf) \(medication ?? "")", rules: rules.ruleSet.hash, header: header)
        let (file, done, bad) = try files.begin(note, overwrite: overwrite)
        var tally = Tally(rows: 0, bad: bad, resumed: done)
        var waiting = ""
        while let row = try reader.next() {
            tally.rows += 1
            if tally.rows <= done { continue }
            do {
                let answer = try determine(row, columns)
                waiting += CSVText.harmlessLine(BatchRow.answered(row, answer, programs))
            } catch {
                tally.bad += 1
                report(row.line, error)
                waiting += CSVText.harmlessLine(BatchRow.bad(row, error, columns, programs))
            }
            if waiting.utf8.count >= Self.writeBytes {
                try file.write(contentsOf: Data(waiting.utf8))
                waiting = ""
                progress(tally, Double(row.end) / Double(max(bytes, 1)))
            }
        }
        try file.write(contentsOf: Data(waiting.utf8))
        try files.finish(file)
        progress(tally, 1)
        return tally
    }

    private func determine(
        _ row: CSVRecord, _ columns: BatchColumns
    ) throws(BatchColumns.Problem) -> AssistanceDetermination {
        var question = try columns.question(row, asOf: asOf)
        question.medication = question.medication ?? medication
        do {
            return try AssistancePolicy.determine(question, requestId: "batch", rules: rules)
        } catch {
            throw BatchColumns.problem(error)
        }
    }
}
