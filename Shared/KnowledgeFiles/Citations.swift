public import MedicationDomain

/// The documents a folder cites again and again, declared once in its `sources.yaml` by a short name.
public struct CitationSources: Sendable {
    struct Source: Sendable {
        let title: String
        let href: String
    }

    private var sources: [String: Source] = [:]

    public init() {}

    /// Reads `sources:` of a `sources.yaml`: a title and an address under each short name.
    init(_ root: KnowledgeNode) throws {
        let document = try root.mapping(allowed: ["version", "sources"])
        for entry in try document.required("sources").entries() {
            let fields = try entry.value.mapping(allowed: ["title", "href"])
            sources[entry.key] = Source(title: try fields.string("title"), href: try fields.string("href"))
        }
    }

    public var names: [String] { sources.keys.sorted() }

    subscript(name: String) -> Source? { sources[name] }

    /// Takes in another file's sources; a name declared in both is an error.
    mutating func add(_ other: CitationSources, at node: KnowledgeNode) throws {
        for (name, source) in other.sources {
            guard sources.updateValue(source, forKey: name) == nil else {
                throw node.error(.duplicateSource, "source \(quoted(name)) is declared in another sources.yaml already")
            }
        }
    }
}

extension KnowledgeMapping {
    /// The citations under `cite`: at least one, every field given.
    public func citations(_ key: String = "cite") throws -> [Citation] {
        guard let node = optional(key) else {
            throw self.node.error(.missingCitation, "citation (\(quoted(key))) is missing")
        }
        let citations = try node.list().map { try $0.citation() }
        guard !citations.isEmpty else { throw node.error(.missingCitation, "at least one citation is needed") }
        return citations
    }

    /// How far the value is backed, under `evidence`.
    public func evidence(_ key: String = "evidence") throws -> EvidenceLevel { try choice(key) }
}

extension KnowledgeNode {
    /// One citation: `title` and `href` written out, or `source` by its short name; `locator` and `retrieved` always.
    public func citation() throws -> Citation {
        let fields = try mapping(allowed: ["source", "title", "href", "locator", "retrieved", "sha256"])
        if let digest = fields.optional("sha256") {
            let text = try digest.string()
            guard text.count == 64, text.allSatisfy(\.isHexDigit) else {
                throw digest.error(.wrongType, "64 hexadecimal digits are needed here")
            }
        }
        let (title, href) = try titleAndAddress(fields)
        return Citation(
            title: title, href: href, locator: try fields.string("locator"), retrieved: try fields.day("retrieved"))
    }

    private func titleAndAddress(_ fields: KnowledgeMapping) throws -> (String, String) {
        guard let reference = fields.optional("source") else {
            return (try fields.string("title"), try fields.string("href"))
        }
        let name = try reference.string()
        guard let source = origin.sources[name] else {
            let known = origin.sources.names.joined(separator: ", ")
            throw reference.error(.unknownSource, "unknown source \(quoted(name)) (known: \(known))")
        }
        for key in ["title", "href"] where fields.optional(key) != nil {
            throw reference.error(.unknownKey, "\(quoted(key)) is given by source \(quoted(name)) already")
        }
        return (source.title, source.href)
    }
}
