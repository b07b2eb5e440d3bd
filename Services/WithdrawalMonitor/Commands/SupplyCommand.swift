import ArgumentParser
import EventContracts
import Foundation
import MedicationDomain

/// Projects supply from a file, offline, by the very policies of the service.
struct SupplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supply", abstract: "Project the run-out from dispenses; report gaps, PDC and MPR.",
        discussion: """
            Each file is one patient as JSON: { "dailyDoseMilligrams": 30, "asOf": "2026-03-01", "since": "2026-01-01",
            "dispenses": [ { "on": "2026-01-01", "milligrams": 900, "daysSupply": 30 } ],
            "stays": [ { "from": "2026-01-10", "until": "2026-01-14" } ] }
            """)

    @Argument(help: "Files to read.") var files: [String]
    @Flag(help: "Print one JSON object per file.") var json = false

    func run() throws {
        let rules = try MonitorKnowledge.embedded().rules
        for file in files {
            let report = try SupplyReport(try SupplyHistory.read(file), rules: rules)
            let text = json ? String(decoding: try PayloadCoding.encode(report), as: UTF8.self) : report.text(file)
            FileHandle.standardOutput.write(Data((text + "\n").utf8))
        }
    }
}
