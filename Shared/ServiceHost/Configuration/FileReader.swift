import Foundation
import KnowledgeFiles

/// The settings of a YAML file, read as strictly as knowledge is.
struct FileReader {
    private(set) var values: [String: String] = [:]
    private(set) var kafka: [String: String] = [:]
    let path: String

    init(path: String, known: Set<String>) throws {
        self.path = path
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ConfigurationError.unreadableFile(path: path)
        }
        do {
            for entry in try KnowledgeFile(path: path, text: text).root().entries() {
                try read(entry, known: known)
            }
        } catch let error as KnowledgeError where error.code == .emptyFile {
            // A file of comments alone sets nothing.
        } catch let error as KnowledgeError {
            // The loader's own text quotes what it found, which may be a secret.
            throw ConfigurationError.unusableFile(
                path: path, line: error.line, problem: "cannot be read as settings (\(error.code.rawValue))")
        }
    }

    var holdsSecrets: Bool { (Array(values.keys) + Array(kafka.keys)).contains(where: SecretName.matches) }

    var isReadableByOthers: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }

    private mutating func read(_ entry: KnowledgeNode.Entry, known: Set<String>) throws {
        if entry.key == HostSettings.kafkaKey {
            try readKafka(entry.value, under: "")
        } else if known.contains(entry.key), entry.key != HostSettings.config.key {
            values[entry.key] = try entry.value.string()
        } else {
            throw ConfigurationError.unknownFileKey(path: path, line: entry.keyNode.line, key: entry.key)
        }
    }

    /// Both `security.protocol: ssl` and `security: {protocol: ssl}` are understood.
    private mutating func readKafka(_ node: KnowledgeNode, under prefix: String) throws {
        for entry in try node.entries() {
            let name = prefix + entry.key
            do {
                kafka[name] = try entry.value.string()
            } catch let error as KnowledgeError where error.code == .wrongType {
                // Not a text, so it must be a table.
                try readKafka(entry.value, under: name + ".")
            }
        }
    }
}
