import KnowledgeFiles

@testable import CostAssistance

/// Programmes, dated numbers and tables of cost-assistance.
struct AssistanceKnowledgeTarget: FuzzTarget {
    static let name = "assistance files"
    static let shortRound = 1200
    static let share = 30

    struct Input {
        var file: (name: String, text: String)
        var isWholeFolder: Bool
    }

    private let documents = YAMLDocuments(EmbeddedFiles.all)
    private let sources: CitationSources
    private let programs: ProgramReader

    init() throws {
        let folder = try KnowledgeSource.embedded(EmbeddedFiles.all).open()
        sources = folder.sources
        var parameters = ParameterReader()
        for document in folder.documents(under: "parameters") { try parameters.read(document) }
        programs = ProgramReader(
            words: CriterionWords(
                states: try ReferenceData.states(folder.document(named: "states.yaml")),
                questions: try ReferenceData.questions(folder.document(named: "questions.yaml")).asked,
                parameters: parameters))
    }

    func makeInput(_ chance: inout Chance) -> Input {
        let isWholeFolder = chance.oneIn(200)
        return Input(file: documents.make(isWhole: isWholeFolder, &chance), isWholeFolder: isWholeFolder)
    }

    func read(_ input: Input) throws -> Verdict {
        try KnowledgePromise.verdict {
            let file = KnowledgeFile(path: input.file.name, text: input.file.text)
            if input.isWholeFolder {
                var files = EmbeddedFiles.all
                files[file.path] = file.text
                _ = try AssistanceKnowledge.load(.embedded(files))
            } else if file.name == "sources.yaml" {
                _ = try KnowledgeSource.embedded([file.path: file.text]).open()
            } else {
                try read(file, root: try file.root(sources: sources))
            }
        }
    }

    private func read(_ file: KnowledgeFile, root: KnowledgeNode) throws {
        switch file.name {
        case "states.yaml": _ = try ReferenceData.states(root)
        case "income-kinds.yaml": _ = try ReferenceData.incomeKinds(root)
        case "questions.yaml": _ = try ReferenceData.questions(root)
        case "medicines.yaml": _ = try ReferenceData.medicines(root)
        case let name where name.hasPrefix("programs/"): _ = try programs.program(root)
        default:
            var parameters = ParameterReader()
            try parameters.read(root)
        }
    }
}
