public import KnowledgeFiles

/// The medicines every service recognises: by code, or by any of their names.
///
/// It says what a medicine is, never what it does with another one; that is each service's own knowledge.
public struct MedicationCatalog: Sendable {
    public let entries: [CatalogEntry]
    public let combinations: [CatalogCombination]
    public let version: KnowledgeVersion
    let index: CatalogIndex

    /// The catalogue in the binary, read once.
    ///
    /// - Throws: `KnowledgeError` when its files cannot be used.
    public static var standard: MedicationCatalog { get throws { try embedded.get() } }

    private static let embedded = Result { try load(from: .embedded(EmbeddedFiles.all)) }

    /// Reads a catalogue.
    ///
    /// - Throws: `KnowledgeError` with file and line, also for a name or code that two medicines claim.
    public static func load(from source: KnowledgeSource) throws -> MedicationCatalog {
        let folder = try source.open()
        let files = try CatalogFiles(folder)
        return MedicationCatalog(
            entries: files.entries.map(\.entry), combinations: files.combinations.map(\.combination),
            version: folder.version, index: try CatalogIndex(files))
    }

    /// The entry of that (lower-case, international) name.
    public func entry(named name: String) -> CatalogEntry? { index.entryNumbers[name].map { entries[$0] } }

    /// The entry with that RxNorm ingredient code.
    public func entry(rxNormCode code: String) -> CatalogEntry? {
        guard let target = index.rxNorm[code], target.product == nil else { return nil }
        return entries[target.ingredients[0]]
    }

    /// Recognises a medicine from its codes and its text.
    ///
    /// Codes are trusted before text: RxNorm, then ATC, then NDC, then names. What cannot be recognised keeps its text.
    public func recognize(codings: [(system: String, code: String)] = [], text: String? = nil) -> Recognition {
        Recognizer(catalog: self, codings: codings, text: text).recognition()
    }
}
