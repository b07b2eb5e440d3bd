import AssistanceFiles
import EventContracts
import Foundation
import MedicationDomain
import Testing

@testable import CostAssistance

/// Many patients at once: every row once, whatever happens to the run.
@Suite struct BatchTests {
    private let folder: URL
    private let rules: AssistanceRules

    init() throws {
        rules = try TestKnowledge.shipped().rules
        folder = FileManager.default.temporaryDirectory.appending(path: "batch-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var output: URL { folder.appending(path: "out.csv") }
    private static let header = "x-mrn,state,household,income,insurance,age,medicare,medication"

    @discardableResult
    private func run(
        _ text: String, overwrite: Bool = false, day: String = "2026-03-01",
        told: (Int, BatchColumns.Problem) -> Void = { _, _ in }
    ) throws -> BatchRun.Tally {
        let input = folder.appending(path: "in.csv")
        try Data(text.utf8).write(to: input)
        return try BatchRun(
            rules: rules, asOf: TestKnowledge.day(day), medication: nil,
            files: BatchFiles(input: input, output: output)
        ).run(overwrite: overwrite, report: told) { _, _ in }
    }

    private func answers(_ file: URL? = nil) throws -> [[String: String]] {
        var reader = try BatchFiles(input: output, output: output).reader(of: file ?? output)
        let header = try #require(try reader.next()).fields
        var rows: [[String: String]] = []
        while let record = try reader.next() {
            #expect(record.fields.count == header.count)
            rows.append(Dictionary(uniqueKeysWithValues: zip(header, record.fields)))
        }
        return rows
    }

    @Test func aRowIsAnsweredAsFindAnswersIt() throws {
        try run("\(Self.header)\r\n\"A, 1\",tx,3,24000,none,40,no,Baclofen tablet\r\n,,,,,,,\r\n")
        let rows = try answers()
        #expect(rows.map { $0["outcome"] } == ["answered", "answered"])
        #expect(rows[0]["x-mrn"] == "A, 1")
        let question = AssistanceRequest(
            asOf: try TestKnowledge.day("2026-03-01"), state: "TX", householdSize: 3,
            annualIncome: Money(amount: "24000"), age: 40, insurance: "none",
            medicare: .init(partA: false, partB: false, partD: false), medication: "Baclofen tablet")
        for option in try AssistancePolicy.determine(question, requestId: "r", rules: rules).options {
            #expect(rows[0][option.programId] == option.result.rawValue)
        }
        #expect(rows[1]["missing"]?.contains("state") == true)
    }

    @Test func aBadRowIsToldByLineAndColumnAndCarried() throws {
        let bad = [
            "m1,TX,three,1,none,40,no,b": "household", "m2,ZZ,3,1,none,40,no,b": "state",
            "m3,TX,3,12e3,none,40,no,b": "income", "m4,TX,3,1,gold,40,no,b": "insurance",
            "m5,TX,3,1,none,40,maybe,b": "medicare", "m6,TX,3,1,none,400,no,b": "age",
        ].sorted { $0.key < $1.key }
        var told: [Int: BatchColumns.Problem] = [:]
        let text = ([Self.header] + bad.map(\.key) + ["short", "m\"x,TX", "m9,TX,,,,,,"]).joined(separator: "\n")
        let tally = try run(text) { told[$0] = $1 }
        #expect(tally == BatchRun.Tally(rows: 9, bad: 8))
        for (index, row) in bad.enumerated() { #expect(told[index + 2]?.column == row.value) }
        #expect(told[8]?.text.contains("1 fields") == true)
        #expect(told[9]?.column == "x-mrn")
        let rows = try answers()
        #expect(rows.count == 9)
        #expect(rows[0]["x-mrn"] == "m1" && rows[0]["outcome"] == "bad-row" && rows[0]["household"] == "three")
        #expect(rows[6]["unreadable-row"] == "short" && rows[7]["unreadable-row"] == "m\"x,TX")
        #expect(rows[8]["outcome"] == "answered")
        for problem in told.values {
            #expect(!problem.description.contains("12e3") && !problem.description.contains("gold"))
        }
    }

    @Test(arguments: ["state,houshold\nTX,3\n", "state,state\nTX,TX\n", "sta\"te\nTX\n", ""])
    func aHeaderThatCannotBeMeantStopsTheRun(_ text: String) throws {
        #expect(throws: BatchColumns.Problem.self) { try run(text) }
        #expect(!FileManager.default.fileExists(atPath: output.path))
    }

    /// Cut off at every place near the end, as a kill or a full disk leaves it.
    @Test func anInterruptedRunGoesOnAndAnswersEveryRowOnce() throws {
        let text =
            ([Self.header] + (0..<40).map { "m\($0),TX,3,\($0)000,none,40,no,\"Baclofen\ntablet\"" })
            .joined(separator: "\n") + "\n"
        try run(text)
        let whole = try Data(contentsOf: output)
        let note = BatchFiles.Note(
            inputHash: try BatchFiles(input: folder.appending(path: "in.csv"), output: output).survey().hash,
            asOf: "2026-03-01 ", rules: rules.ruleSet.hash,
            header: BatchRow.header(
                try BatchColumns(
                    header: .init(
                        line: 1, fields: Self.header.split(separator: ",").map(String.init), raw: [],
                        isTerminated: true,
                        end: 0)), rules.programs.map(\.id).sorted()))
        for length in [0, 10, 400, whole.count / 2, whole.count / 2 + 37, whole.count - 1, whole.count] {
            try FileManager.default.removeItem(at: output)
            try whole.prefix(length).write(to: output.appendingPathExtension("part"))
            try JSONEncoder().encode(note).write(to: output.appendingPathExtension("part-note"))
            let tally = try run(text)
            #expect(tally.rows == 40 && tally.resumed <= 40)
            #expect(length < whole.count / 2 || tally.resumed > 10)
            #expect(try Data(contentsOf: output) == whole, "cut at \(length)")
        }
        #expect(!FileManager.default.fileExists(atPath: output.appendingPathExtension("part-note").path))
    }

    @Test func anotherRunsAnswersAreNeverContinued() throws {
        let text = "\(Self.header)\nm1,TX,3,1,none,40,no,b\n"
        try run(text)
        #expect(throws: BatchFiles.Problem.self) { try run(text) }
        try run(text, overwrite: true)
        let part = output.appendingPathExtension("part")
        try FileManager.default.moveItem(at: output, to: part)
        #expect(throws: BatchFiles.Problem.self) { try run(text, day: "2026-03-02") }
    }

    @Test func theAnswersAreHarmlessInASpreadsheet() throws {
        try run("\(Self.header)\n=1+1,TX,3,1,none,40,no,b\n-5,TX,x,1,none,40,no,@b\n\u{200B}=2,TX\n")
        let text = try String(contentsOf: output, encoding: .utf8)
        #expect(text.contains("\r\n2,'=1+1,TX,3,") && text.contains("\r\n3,-5,TX,x,1,none,40,no,'@b,bad-row"))
        #expect(text.contains("\"'\u{200B}=2,TX\""))
    }

    @Test func onlyTheOwnerMayReadTheAnswers() throws {
        try run("\(Self.header)\nm1,TX,3,1,none,40,no,b\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: output.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }
}
