import KnowledgeFiles

@testable import MedicationCatalog

/// The catalogue of medicines.
struct CatalogTarget: FuzzTarget {
    static let name = "catalog files"
    static let shortRound = 900
    static let share = 30

    private let documents = YAMLDocuments(EmbeddedFiles.all)
    private let sources = EmbeddedFiles.all["Knowledge/sources.yaml"] ?? ""

    func makeInput(_ chance: inout Chance) -> (name: String, text: String) { documents.make(&chance) }

    func read(_ file: (name: String, text: String)) throws -> Verdict {
        try KnowledgePromise.verdict {
            var files = ["Knowledge/sources.yaml": sources]
            files[file.name] = file.text
            let catalog = try MedicationCatalog.load(from: .embedded(files))
            _ = catalog.recognize(text: "Baclofen 10 mg tablet")
        }
    }
}
