import EventContracts
import KnowledgeFiles
import MedicationDomain

@testable import CostAssistance

/// The knowledge as it ships, and with changes.
enum TestKnowledge {
    static let files = EmbeddedFiles.all

    /// Read once: hundreds of cases ask for it.
    private static let loaded = Result { try AssistanceKnowledge.load(.embedded(files)) }

    static func shipped() throws -> AssistanceKnowledge { try loaded.get() }

    /// The shipped files with one text replaced in one file.
    static func changed(_ file: String, _ old: String, _ new: String) throws -> AssistanceKnowledge {
        var files = files
        let path = "Knowledge/\(file)"
        guard let text = files[path], text.contains(old) else { throw Missing(text: old, file: file) }
        files[path] = text.replacing(old, with: new, maxReplacements: 1)
        return try AssistanceKnowledge.load(.embedded(files))
    }

    static func adding(_ file: String, _ text: String) throws -> AssistanceKnowledge {
        var files = files
        files["Knowledge/\(file)"] = text
        return try AssistanceKnowledge.load(.embedded(files))
    }

    struct Missing: Error {
        var text: String
        var file: String
    }

    static func day(_ text: String) throws -> CalendarDay {
        guard let day = CalendarDay(text) else { throw Missing(text: text, file: "") }
        return day
    }
}

extension AssistanceDetermination {
    func option(_ program: String) -> AssistanceOption? { options.first { $0.programId == program } }
}
