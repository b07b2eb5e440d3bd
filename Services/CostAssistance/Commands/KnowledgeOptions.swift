import ArgumentParser
import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain

/// Which rules the offline tools use, and by which day.
struct KnowledgeOptions: ParsableArguments {
    @Option(help: "A folder of knowledge files to use instead of those in the program.")
    var knowledge: String?

    @Option(help: "The day to answer for, YYYY-MM-DD (default: today).")
    var asOf: String?

    @Option(help: "Answer by what was known on that day, YYYY-MM-DD (default: all that is known).")
    var knownAt: String?

    func load() throws -> AssistanceKnowledge {
        do {
            return try AssistanceKnowledge.load(
                knowledge.map { .directory(URL(fileURLWithPath: $0)) } ?? .embedded(EmbeddedFiles.all))
        } catch let error as KnowledgeError {
            throw ValidationError("\(error)")
        }
    }

    /// The rules as they were known on the day asked for.
    func rules() throws -> AssistanceRules {
        do {
            return try load().rules.known(at: try knownDay())
        } catch let refusal as Refusal {
            throw ValidationError(refusal.message)
        }
    }

    func knownDay() throws -> CalendarDay? {
        try knownAt.map { text in
            guard let day = CalendarDay(text) else { throw ValidationError("--known-at is not a date (YYYY-MM-DD)") }
            return day
        }
    }

    func day() throws -> CalendarDay {
        guard let asOf else {
            return Instant(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000)).day
        }
        guard let day = CalendarDay(asOf) else { throw ValidationError("--as-of is not a date (YYYY-MM-DD)") }
        return day
    }
}
