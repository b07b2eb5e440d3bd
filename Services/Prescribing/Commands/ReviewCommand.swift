import ArgumentParser
import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain
import ServiceHost

/// Judges files of FHIR JSON, NDJSON or HL7 v2 by the very policies the service runs, with no broker.
struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Judge FHIR resources and HL7 v2 messages from files.",
        discussion: """
            What a file holds is told by its content. Exit code 0: nothing found, 1: findings, 2: something could not be \
            read.
            """)

    @Argument(help: "Files of FHIR JSON, NDJSON or HL7 v2, or folders of them; - reads standard input.")
    var files: [String]

    @Flag(help: "Print the outcome as JSON.")
    var json = false

    @Flag(help: "Print what was understood, one CloudEvent in structured JSON on each line, with remarks between them.")
    var events = false

    @Option(help: "A folder of knowledge files in place of the built-in ones.")
    var knowledge: String?

    @Option(help: "A YAML file of the systems that send, as `serve --sources` takes it.")
    var sources = ""

    @Option(help: "Judge as of this moment (RFC 3339); default: now.")
    var asOf: String?

    func run() throws {
        let now = try moment()
        let values = SettingValues(
            knowledgeDirectory: knowledge.map { URL(fileURLWithPath: $0, isDirectory: true) })
        var review = try review(values)
        for argument in files {
            guard let files = ReviewFile.files(named: argument) else {
                review.noteUnreadable(argument, code: "no-files", element: "folder")
                continue
            }
            for file in files { read(file, into: &review, at: now) }
        }
        let report = review.report(at: now)
        let understood = events ? try (review.announced(at: now) + report.remarks).joined(separator: "\n") : nil
        let text = try understood ?? (json ? try report.json() : report.text)
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

    /// What cannot be used is no finding, so it has the exit code of what cannot be read.
    private func review(_ values: SettingValues) throws -> Review {
        do {
            let loaded = try LoadedKnowledge(values.knowledge(embedded: EmbeddedFiles.all))
            var intake = try HospitalIntake(knowledge: loaded)
            intake.sources = try SourcesFile.sources(at: sources)
            return Review(intake: intake, policy: .init(knowledge: loaded.policy))
        } catch let error as KnowledgeError {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(2)
        }
    }

    private func read(_ file: String, into review: inout Review, at now: Instant) {
        let data =
            file == "-"
            ? try? FileHandle.standardInput.readToEnd() ?? Data() : try? Data(contentsOf: URL(fileURLWithPath: file))
        guard let data else { return review.noteUnreadable(file) }
        for (place, document) in ReviewFile.documents(in: Array(data), named: file) {
            review.take(document, from: place, at: now)
        }
    }
}
