import Yams

extension KnowledgeFile {
    /// Reads the text as one YAML document; every node knows its line.
    public func root(sources: CitationSources = CitationSources()) throws -> KnowledgeNode {
        try checkBeforeReading()
        let parser: Yams.Parser
        let document: Node?
        do {
            parser = try Yams.Parser(yaml: text)
            document = try parser.singleRoot()
        } catch let error as YamlError {
            throw knowledgeError(error)
        }
        guard let document else {
            throw KnowledgeError(file: path, line: 1, column: 1, code: .emptyFile, message: "holds no YAML document")
        }
        // Nodes only point to their anchors: the parser owns them.
        return try withExtendedLifetime(parser) {
            try KnowledgeNode(document, origin: KnowledgeOrigin(path: path, sources: sources), depth: 0)
        }
    }

    private func knowledgeError(_ error: YamlError) -> KnowledgeError {
        func at(_ mark: Mark, _ code: KnowledgeError.Code, _ message: String) -> KnowledgeError {
            KnowledgeError(file: path, line: mark.line, column: mark.column, code: code, message: message)
        }
        return switch error {
        case .duplicatedKeysInMapping(let keys, let context):
            at(context.mark, .duplicateKey, "key \(keys.sorted().first.map(quoted) ?? "") is given twice")
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            at(mark, .syntax, "not YAML: \(problem)")
        case .reader(let problem, _, _, _):
            KnowledgeError(file: path, code: .unreadable, message: "not readable text: \(problem)")
        default:
            // What such an error says may hold the whole file.
            KnowledgeError(file: path, code: .syntax, message: "not YAML")
        }
    }
}

extension KnowledgeNode {
    fileprivate init(_ node: Node, origin: KnowledgeOrigin, depth: Int) throws {
        let (line, column) = (node.mark?.line ?? 0, node.mark?.column ?? 0)
        func refusal(_ code: KnowledgeError.Code, _ message: String) -> KnowledgeError {
            KnowledgeError(file: origin.path, line: line, column: column, code: code, message: message)
        }
        guard depth < KnowledgeLimits.maximumDepth else {
            throw refusal(.tooDeep, "more than \(KnowledgeLimits.maximumDepth) keys and lists inside each other")
        }
        guard !node.hasAnchor else { throw refusal(.aliasUsed, "anchors are not used here") }
        let content: Content
        switch node {
        case .scalar(let scalar):
            guard scalar.string.utf8.count <= KnowledgeLimits.maximumScalarBytes else {
                throw refusal(.tooLarge, "a text is longer than \(KnowledgeLimits.maximumScalarBytes) bytes")
            }
            content = .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any)
        case .sequence(let sequence):
            content = .sequence(try sequence.map { try KnowledgeNode($0, origin: origin, depth: depth + 1) })
        case .mapping(let mapping):
            content = .mapping(
                try mapping.map { key, value in
                    let keyNode = try KnowledgeNode(key, origin: origin, depth: depth + 1)
                    return Entry(
                        key: try keyNode.string(), keyNode: keyNode,
                        value: try KnowledgeNode(value, origin: origin, depth: depth + 1))
                })
        case .alias:
            throw refusal(.aliasUsed, "aliases are not used here")
        }
        self.init(line: line, column: column, content: content, origin: origin)
    }
}

extension Node {
    fileprivate var hasAnchor: Bool {
        switch self {
        case .scalar(let scalar): scalar.anchor != nil
        case .sequence(let sequence): sequence.anchor != nil
        case .mapping(let mapping): mapping.anchor != nil
        case .alias: true
        }
    }
}

func quoted(_ text: String) -> String { "\"\(shortened(text))\"" }

/// An error names what it is about, however long that is.
func shortened(_ text: String) -> String {
    let beginning = text.prefix(KnowledgeLimits.quotedCharacters)
    return beginning.endIndex == text.endIndex ? text : beginning + "…"
}
