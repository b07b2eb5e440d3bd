import KnowledgeFiles

@testable import Prescribing

/// The dose rules of prescribing, its numbers and its codes.
struct PrescribingKnowledgeTarget: FuzzTarget {
    static let name = "prescribing files"
    static let shortRound = 900
    static let share = 30

    struct Input {
        var file: (name: String, text: String)
        /// All other files are read as well, as at a start of the service.
        var isWholeFolder: Bool
    }

    private let documents = YAMLDocuments(EmbeddedFiles.all)
    private let sources: CitationSources

    init() throws { sources = try KnowledgeSource.embedded(EmbeddedFiles.all).open().sources }

    func makeInput(_ chance: inout Chance) -> Input {
        let isWholeFolder = chance.oneIn(60)
        return Input(file: documents.make(isWhole: isWholeFolder, &chance), isWholeFolder: isWholeFolder)
    }

    func read(_ input: Input) throws -> Verdict {
        try KnowledgePromise.verdict {
            let file = KnowledgeFile(path: input.file.name, text: input.file.text)
            if input.isWholeFolder {
                var files = EmbeddedFiles.all
                files[file.path] = file.text
                _ = try LoadedKnowledge(.embedded(files))
            } else if file.name == "sources.yaml" {
                _ = try KnowledgeSource.embedded([file.path: file.text]).open()
            } else {
                let root = try file.root(sources: sources)
                switch file.name {
                case "condition-groups.yaml": _ = try CodeReading.conditions(root)
                case "observation-codes.yaml": _ = try CodeReading.observations(root)
                case "numbers.yaml": _ = try NumberReading.numbers(root)
                default: _ = try RuleReading.rules(in: [root])
                }
            }
        }
    }
}
