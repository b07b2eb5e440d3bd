import ArgumentParser
import Foundation
import KnowledgeFiles
import MedicationDomain

/// Which rules the offline tools use, and by which day.
struct KnowledgeOptions: ParsableArguments {
    @Option(help: "A folder of knowledge files to use instead of those in the program.")
    var knowledge: String?

    @Option(help: "The day to answer for, YYYY-MM-DD (default: today).")
    var asOf: String?

    func load() throws -> AssistanceKnowledge {
        do {
            return try AssistanceKnowledge.load(
                knowledge.map { .directory(URL(fileURLWithPath: $0)) } ?? .embedded(EmbeddedFiles.all))
        } catch let error as KnowledgeError {
            throw ValidationError("\(error)")
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
