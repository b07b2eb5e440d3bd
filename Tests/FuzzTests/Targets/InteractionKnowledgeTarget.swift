import KnowledgeFiles

@testable import InteractionCheck

/// The interaction rules.
struct InteractionKnowledgeTarget: FuzzTarget {
    static let name = "interaction files"
    static let shortRound = 900
    static let share = 30

    struct Input {
        var file: (name: String, text: String)
        var isWholeFolder: Bool
    }

    private let documents = YAMLDocuments(EmbeddedFiles.all)
    private let sources: CitationSources

    init() throws { sources = try KnowledgeSource.embedded(EmbeddedFiles.all).open().sources }

    func makeInput(_ chance: inout Chance) -> Input {
        let isWholeFolder = chance.oneIn(100)
        return Input(file: documents.make(isWhole: isWholeFolder, &chance), isWholeFolder: isWholeFolder)
    }

    func read(_ input: Input) throws -> Verdict {
        try KnowledgePromise.verdict {
            let file = KnowledgeFile(path: input.file.name, text: input.file.text)
            if input.isWholeFolder {
                var files = EmbeddedFiles.all
                files[file.path] = file.text
                _ = try LoadedInteractionKnowledge.load(from: .embedded(files))
            } else if file.name == "sources.yaml" {
                _ = try KnowledgeSource.embedded([file.path: file.text]).open()
            } else {
                var reading = KnowledgeReading(file: file.path)
                try reading.read(try file.root(sources: sources))
            }
        }
    }
}
