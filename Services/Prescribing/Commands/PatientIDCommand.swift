import ArgumentParser
import Foundation
import KnowledgeFiles

/// Tells by what id the suite knows a hospital's patient; `titrate forget` asks for that one.
struct PatientIDCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patient-id", abstract: "Tell by what id the suite knows a patient of one of several sources.")

    @Option(help: "The YAML file of the systems that send, as `serve --sources` takes it.")
    var sources: String

    @Option(help: "The name of the source that the number is from.")
    var source: String

    @Argument(help: "The patient's number; - reads it from standard input, so that no list of processes shows it.")
    var number: String

    func run() throws {
        let known: HospitalSources
        do {
            known = try SourcesFile.sources(at: sources)
        } catch let error as KnowledgeError {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(2)
        }
        guard let source = known.named(source) else {
            throw ValidationError("the sources are \(known.names.joined(separator: ", "))")
        }
        let sent = number == "-" ? readLine(strippingNewline: true) ?? "" : number
        guard !sent.isEmpty else { throw ValidationError("a patient's number is needed") }
        print(source.identity.patient(sent))
    }
}
