import Yams

extension KnowledgeFile {
    /// Reads the text as one YAML document; every node knows its line.
    public func root(sources: CitationSources = CitationSources()) throws -> KnowledgeNode {
        let document: Node?
        do {
            document = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw knowledgeError(error)
        }
        guard let document else {
            throw KnowledgeError(file: path, line: 1, column: 1, code: .emptyFile, message: "holds no YAML document")
        }
        return try KnowledgeNode(document, origin: KnowledgeOrigin(path: path, sources: sources))
    }

    private func knowledgeError(_ error: YamlError) -> KnowledgeError {
        func at(_ mark: Mark, _ code: KnowledgeError.Code, _ message: String) -> KnowledgeError {
            KnowledgeError(file: path, line: mark.line, column: mark.column, code: code, message: message)
        }
        return switch error {
        case .duplicatedKeysInMapping(let keys, let context):
            at(context.mark, .duplicateKey, "key \(keys.sorted().map(quoted).joined(separator: ", ")) is given twice")
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            at(mark, .syntax, "not YAML: \(problem)")
        case .reader(let problem, _, _, _):
            KnowledgeError(file: path, code: .unreadable, message: "not readable text: \(problem)")
        default:
            KnowledgeError(file: path, code: .syntax, message: "not YAML: \(error)")
        }
    }
}

extension KnowledgeNode {
    fileprivate init(_ node: Node, origin: KnowledgeOrigin) throws {
        let (line, column) = (node.mark?.line ?? 0, node.mark?.column ?? 0)
        let content: Content
        switch node {
        case .scalar(let scalar):
            content = .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any)
        case .sequence(let sequence):
            content = .sequence(try sequence.map { try KnowledgeNode($0, origin: origin) })
        case .mapping(let mapping):
            content = .mapping(
                try mapping.map { key, value in
                    let keyNode = try KnowledgeNode(key, origin: origin)
                    return Entry(
                        key: try keyNode.string(), keyNode: keyNode, value: try KnowledgeNode(value, origin: origin))
                })
        case .alias:
            throw KnowledgeError(
                file: origin.path, line: line, column: column, code: .syntax,
                message: "aliases are not used here")
        }
        self.init(line: line, column: column, content: content, origin: origin)
    }
}

func quoted(_ text: String) -> String { "\"\(text)\"" }
