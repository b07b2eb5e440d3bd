import ArgumentParser
import Foundation
import KnowledgeFiles
import MedicationDomain

/// `--knowledge DIR`, as the service has it.
struct KnowledgeOption: ParsableArguments {
    @Option(name: .customLong("knowledge"), help: "Read the rules from this folder instead of those in the binary.")
    var directory: String?

    func load() throws -> LoadedInteractionKnowledge {
        try .load(
            from: directory.map { .directory(URL(fileURLWithPath: $0, isDirectory: true)) }
                ?? .embedded(EmbeddedFiles.all))
    }
}
