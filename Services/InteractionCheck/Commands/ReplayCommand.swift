import ArgumentParser
import EventContracts
import EventLog
import Foundation
import KnowledgeFiles
import MedicationDomain
import ServiceHost

/// `interaction-check replay --knowledge NEW --bootstrap localhost:9092 --since 2026-01-01`
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Show what other rules would have said of the patients' history.",
        discussion: """
            Plays the history to the rules in the binary and to other ones, and counts by rule which findings would have \
            been added, removed, raised or lowered, would have been open for a longer or shorter time, and how often \
            they would have interrupted. Rules and counts only: nothing of any patient is shown.

            Ends with 0 when nothing would differ, 1 when something would, 3 when there was no history, 64 when it was \
            called wrongly, 65 when the rules or the file cannot be read, 69 when the log refuses.
            """)

    @Option(name: .customLong("knowledge"), help: "The folder with the rules to try.") var new: String
    @Option(name: .customLong("beside"), help: "Compare with the rules in this folder, not with those in the binary.")
    var old: String?
    @Option(help: "Count from this day on (YYYY-MM-DD); what was before is played, too.") var since: String?
    @Flag(help: "Answer in JSON.") var json = false
    @OptionGroup var history: HistoryOptions

    func validate() throws {
        if let since, CalendarDay(since) == nil { throw ValidationError("--since is a day, YYYY-MM-DD") }
    }

    func run() async throws {
        let report: ReplayReport
        do {
            report = try await replay()
        } catch let error as ValidationError {
            throw error
        } catch {
            let (code, sentence) = Self.ending(of: error)
            FileHandle.standardError.write(Data("\(sentence)\n".utf8))
            throw ExitCode(code.rawValue)
        }
        print(json ? String(decoding: try PayloadCoding.encode(report), as: UTF8.self) : report.text)
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    private func replay() async throws -> ReplayReport {
        let today = try LoadedInteractionKnowledge.load(
            from: old.map(Self.folder) ?? .embedded(EmbeddedFiles.all))
        var replay = try RuleReplay(
            from: today, to: .load(from: Self.folder(new)), since: since.flatMap { CalendarDay($0)?.start })
        let now = Instant(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        try await history.source().play(into: &replay, present: now)
        return replay.finish()
    }

    private static func folder(_ path: String) -> KnowledgeSource {
        .directory(URL(fileURLWithPath: path, isDirectory: true))
    }

    /// Errors of unknown make are named by type alone: their texts might carry what they failed on.
    private static func ending(of error: any Error) -> (HostExitCode, String) {
        switch error {
        case let error as KnowledgeError: (.knowledge, error.description)
        case HistoryError.noTopic: (.unavailable, HistoryError.noTopic.description)
        case let error as HistoryError: (.knowledge, error.description)
        case let error as LogError: (.unavailable, "the log refuses: \(error)")
        default: (.internalError, "an unexpected error of the program (\(type(of: error)))")
        }
    }
}
