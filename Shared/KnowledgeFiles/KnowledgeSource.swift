public import Foundation

/// One text file of a knowledge folder.
public struct KnowledgeFile: Hashable, Sendable {
    /// As people find it and as errors print it, e.g. `Knowledge/opioids.yaml`.
    public let path: String
    /// The path below the knowledge folder, the same wherever the folder lies, e.g. `opioids.yaml`.
    public let name: String
    public let text: String

    public init(path: String, name: String? = nil, text: String) {
        let folder = "Knowledge/"
        (self.path, self.text) = (path, text)
        self.name = name ?? (path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path)
    }

    /// Whether it holds test cases for its neighbour rather than knowledge.
    public var isCases: Bool { name.hasSuffix(".cases.yaml") }
}

/// Where a module's knowledge is read from: its own binary, or a folder that an operator put in its place.
public enum KnowledgeSource: Sendable {
    /// Text by path, as `EmbeddedFiles.all` has it.
    case embedded([String: String])
    case directory(URL)

    /// The knowledge files, sorted by name; test cases are left out.
    public func files() throws -> [KnowledgeFile] { try all().filter { !$0.isCases } }

    /// The files of test cases (`*.cases.yaml`), sorted by name.
    public func cases() throws -> [KnowledgeFile] { try all().filter(\.isCases) }

    private func all() throws -> [KnowledgeFile] {
        let found =
            switch self {
            case .embedded(let texts):
                texts.filter { $0.key.hasSuffix(".yaml") }.map { KnowledgeFile(path: $0.key, text: $0.value) }
            case .directory(let folder): try files(below: folder)
            }
        return found.sorted { $0.name < $1.name }
    }

    private func files(below folder: URL) throws -> [KnowledgeFile] {
        let shown = folder.relativePath
        do {
            let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            return try names.filter {
                $0.hasSuffix(".yaml") && !$0.split(separator: "/").contains { $0.hasPrefix(".") }
            }
            .map { name in
                let data = try contents(of: folder.appendingPathComponent(name), shown: "\(shown)/\(name)")
                guard let text = String(validating: data, as: UTF8.self) else {
                    throw KnowledgeError(file: "\(shown)/\(name)", code: .unreadable, message: "is not UTF-8 text")
                }
                return KnowledgeFile(path: "\(shown)/\(name)", name: name, text: text)
            }
        } catch let error as KnowledgeError {
            throw error
        } catch {
            throw KnowledgeError(
                file: shown, code: .unreadable, message: "cannot be read: \(error.localizedDescription)")
        }
    }

    /// One byte more than a file may have is enough to refuse it.
    private func contents(of file: URL, shown: String) throws -> Data {
        let handle = try FileHandle(forReadingFrom: file)
        let data = try handle.read(upToCount: KnowledgeLimits.maximumFileBytes + 1) ?? Data()
        guard data.count <= KnowledgeLimits.maximumFileBytes else {
            throw KnowledgeError(
                file: shown, line: 1, column: 1, code: .tooLarge,
                message: "the file is larger than \(KnowledgeLimits.maximumFileBytes) bytes")
        }
        return data
    }
}
