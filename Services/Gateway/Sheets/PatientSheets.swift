import KnowledgeFiles
import MedicationDomain

/// What patients take home, by product, from the knowledge files.
struct PatientSheets: Sendable {
    struct Product: Hashable, Sendable {
        var id: String
        var name: String
        var brands: String
    }

    enum Tone: String, CaseIterable, Sendable { case plain, warning, emergency }

    struct Statement: Hashable, Sendable {
        var text: String
        /// Ids of the products it is about; empty: all of them.
        var products: Set<String>
        var evidence: EvidenceLevel
        var citations: [Citation]
    }

    struct Section: Hashable, Sendable {
        var id: String
        var title: String
        var tone: Tone
        var statements: [Statement]
    }

    var products: [Product]
    var sections: [Section]
    var version: String
    var reviewBy: CalendarDay

    func product(_ id: String) -> Product? { products.first { $0.id == id } }

    /// The sections of a product's sheet; those that say nothing about it are left out.
    func sections(for product: Product) -> [Section] {
        sections.compactMap { section in
            var section = section
            section.statements.removeAll { !$0.products.isEmpty && !$0.products.contains(product.id) }
            return section.statements.isEmpty ? nil : section
        }
    }
}

extension PatientSheets {
    /// Reads the knowledge folder, strictly: throws a `KnowledgeError` with file and line.
    static func load(from source: KnowledgeSource) throws -> PatientSheets {
        let folder = try source.open()
        guard let document = folder.documents.first else {
            throw KnowledgeError(file: "Knowledge", code: .emptyFile, message: "there are no patient sheets")
        }
        let fields = try document.mapping(allowed: ["version", "review-by", "products", "sections"])
        let products = try fields.list("products").map(Product.init)
        let known = Set(products.map(\.id))
        let sections = try fields.list("sections").map { try Section($0, products: known) }
        for (ids, key) in [(products.map(\.id), "products"), (sections.map(\.id), "sections")]
        where Set(ids).count != ids.count {
            throw try fields.required(key).error(.duplicateEntry, "an id stands there twice")
        }
        return PatientSheets(
            products: products, sections: sections, version: folder.version.version,
            reviewBy: try fields.day("review-by"))
    }
}

extension PatientSheets.Product {
    fileprivate init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["id", "name", "brands"])
        self.init(
            id: try fields.string("id"), name: try fields.string("name"), brands: try fields.string("brands"))
    }
}

extension PatientSheets.Section {
    fileprivate init(_ node: KnowledgeNode, products: Set<String>) throws {
        let fields = try node.mapping(allowed: ["id", "title", "tone", "statements"])
        self.init(
            id: try fields.string("id"), title: try fields.string("title"),
            tone: try fields.optionalChoice("tone") ?? .plain,
            statements: try fields.list("statements").map { try PatientSheets.Statement($0, products: products) })
    }
}

extension PatientSheets.Statement {
    fileprivate init(_ node: KnowledgeNode, products known: Set<String>) throws {
        let fields = try node.mapping(allowed: ["text", "for", "evidence", "cite"])
        self.init(
            text: try fields.string("text"), products: Set(try fields.optionalStrings("for")),
            evidence: try fields.evidence(), citations: try fields.citations())
        if let stranger = products.subtracting(known).sorted().first {
            throw node.error(.unknownReference, "no product is called \"\(stranger)\"")
        }
    }
}
