import KnowledgeFiles

@testable import WithdrawalMonitor

/// The parameters of supply, stops and tapers: every one is asked for, so the folder is always read as a whole.
struct WithdrawalKnowledgeTarget: FuzzTarget {
    static let name = "withdrawal files"
    static let shortRound = 200
    static let share = 20

    private let documents = YAMLDocuments(EmbeddedFiles.all)

    func makeInput(_ chance: inout Chance) -> (name: String, text: String) {
        documents.make(isWhole: !chance.oneIn(8), &chance)
    }

    func read(_ file: (name: String, text: String)) throws -> Verdict {
        try KnowledgePromise.verdict {
            var files = EmbeddedFiles.all
            files[file.name] = file.text
            _ = try MonitorKnowledge.load(.embedded(files))
        }
    }
}
