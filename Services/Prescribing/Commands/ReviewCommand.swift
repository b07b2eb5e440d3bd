import ArgumentParser
import EventContracts
import Foundation
import MedicationDomain
import ServiceHost

/// Judges files of FHIR JSON or NDJSON by the very policies the service runs, with no broker.
struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Judge FHIR resources from files.",
        discussion: "Exit code 0: nothing found, 1: findings, 2: something could not be read.")

    @Argument(help: "FHIR JSON or NDJSON files; - reads standard input.")
    var files: [String]

    @Flag(help: "Print the outcome as JSON.")
    var json = false

    @Option(help: "A folder of knowledge files in place of the built-in ones.")
    var knowledge: String?

    @Option(help: "Judge as of this moment (RFC 3339); default: now.")
    var asOf: String?

    func run() throws {
        let now = try moment()
        let values = SettingValues(
            knowledgeDirectory: knowledge.map { URL(fileURLWithPath: $0, isDirectory: true) })
        let loaded = try LoadedKnowledge(values.knowledge(embedded: EmbeddedFiles.all))
        var review = Review(intake: try HospitalIntake(knowledge: loaded), policy: .init(knowledge: loaded.policy))
        for file in files {
            for (place, document) in ReviewFile.documents(in: try read(file), named: file) {
                review.take(document, from: place, at: now)
            }
        }
        let report = review.report(at: now)
        let text = json ? try report.json() : report.text
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
        guard report.exitCode == 0 else { throw ExitCode(report.exitCode) }
    }

    private func moment() throws -> Instant {
        guard let asOf else {
            return Instant(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
        }
        guard let instant = Instant(asOf) else { throw ValidationError("--as-of is not an RFC 3339 date-time") }
        return instant
    }

    private func read(_ file: String) throws -> [UInt8] {
        do {
            let data =
                file == "-"
                ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(fileURLWithPath: file))
            return Array(data)
        } catch {
            FileHandle.standardError.write(Data("\(file): cannot be read\n".utf8))
            throw ExitCode(2)
        }
    }
}
