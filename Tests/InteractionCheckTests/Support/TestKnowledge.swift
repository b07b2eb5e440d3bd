import EventContracts
import Foundation
import KnowledgeFiles
import MedicationDomain

@testable import InteractionCheck

enum TestKnowledge {
    /// Read once: the parameterised tests ask for it thousands of times.
    private static let embedded = Result { try LoadedInteractionKnowledge.load(from: .embedded(EmbeddedFiles.all)) }
    static var loaded: LoadedInteractionKnowledge { get throws { try embedded.get() } }
    static var standard: InteractionKnowledge { get throws { try loaded.knowledge } }

    /// The embedded files, one of them edited.
    static func load(editing file: String, _ old: String, to new: String) throws -> LoadedInteractionKnowledge {
        var files = EmbeddedFiles.all
        let path = "Knowledge/\(file)"
        files[path] = files[path]?.replacingOccurrences(of: old, with: new)
        return try .load(from: .embedded(files))
    }
}

extension InteractionKnowledge {
    func without(rule id: RuleID) -> InteractionKnowledge {
        var copy = self
        copy.rules.removeAll { $0.id == id }
        return copy
    }
}
