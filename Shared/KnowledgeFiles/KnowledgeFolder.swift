/// A knowledge folder, read: its documents, its named sources and its version.
public struct KnowledgeFolder: Sendable {
    /// The root of every file but `sources.yaml` and the test cases, sorted by name.
    public let documents: [KnowledgeNode]
    public let version: KnowledgeVersion
    public let sources: CitationSources
    private let names: [String]

    init(_ source: KnowledgeSource, version explicit: String?) throws {
        let files = try source.files()
        let roots = try files.map { try $0.root() }
        var sources = CitationSources()
        for (file, root) in zip(files, roots) where file.isSources { try sources.add(CitationSources(root), at: root) }
        self.sources = sources
        let knowledge = zip(files, roots).filter { !$0.0.isSources }
        documents = knowledge.map { $0.1.citing(sources) }
        names = knowledge.map(\.0.name)
        version = KnowledgeVersion(
            of: files, declared: try explicit.map { [$0] } ?? roots.compactMap { try $0.declaredVersion() })
    }

    /// The documents in a subfolder, e.g. `programs`.
    public func documents(under folder: String) -> [KnowledgeNode] {
        zip(names, documents).filter { $0.0.hasPrefix(folder + "/") }.map(\.1)
    }

    /// A table and the later ones that replace it: `states.yaml`, `states.2027-02-01.yaml` and so on.
    public func documents(named base: String) -> [KnowledgeNode] {
        zip(names, documents).filter { name, _ in
            name == base + ".yaml" || (name.hasPrefix(base + ".") && name.hasSuffix(".yaml"))
        }
        .map(\.1)
    }

    /// The document of one file, e.g. `renal.yaml`.
    public func document(named name: String) throws -> KnowledgeNode {
        guard let index = names.firstIndex(of: name) else {
            throw KnowledgeError(file: name, code: .unreadable, message: "is not among the knowledge files")
        }
        return documents[index]
    }
}

extension KnowledgeSource {
    /// Reads all files but the test cases; an explicit version stands for those the files declare.
    public func open(version: String? = nil) throws -> KnowledgeFolder { try KnowledgeFolder(self, version: version) }

    /// The roots of the files of test cases; they may cite the folder's sources.
    public func openCases() throws -> [KnowledgeNode] {
        let sources = try open().sources
        return try cases().map { try $0.root(sources: sources) }
    }
}

extension KnowledgeFile {
    var isSources: Bool { name == "sources.yaml" || name.hasSuffix("/sources.yaml") }
}

extension KnowledgeNode {
    /// `version:` at the top of a file, where there is one.
    fileprivate func declaredVersion() throws -> String? {
        guard case .mapping(let entries) = content else { return nil }
        return try entries.first { $0.key == "version" }?.value.string()
    }

    /// The same tree, its citations resolved against the folder's sources.
    fileprivate func citing(_ sources: CitationSources) -> KnowledgeNode {
        let content: Content =
            switch self.content {
            case .scalar: self.content
            case .sequence(let nodes): .sequence(nodes.map { $0.citing(sources) })
            case .mapping(let entries):
                .mapping(entries.map { Entry(key: $0.key, keyNode: $0.keyNode, value: $0.value.citing(sources)) })
            }
        return KnowledgeNode(
            line: line, column: column, content: content, origin: KnowledgeOrigin(path: file, sources: sources))
    }
}
