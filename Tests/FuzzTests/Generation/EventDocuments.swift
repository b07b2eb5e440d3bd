import EventContracts
import Foundation

/// One event of every type, as the golden files of the wire contracts have it.
struct EventDocuments {
    /// By CloudEvents type, in their order.
    let types: [EventType]
    let trees: [JSONTree]

    init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../EventContractsTests/Golden").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
        types = files.map { EventType(rawValue: $0.deletingPathExtension().lastPathComponent) }
        trees = try files.map { try JSONTree(parsing: String(contentsOf: $0, encoding: .utf8)) }
    }

    /// The data of one event, changed a few times.
    func make(_ chance: inout Chance) -> (type: EventType, data: JSONTree) {
        let index = chance.below(trees.count)
        var tree = trees[index]
        for _ in 0..<chance.below(4) { tree.change(from: trees, &chance) }
        return (types[index], tree)
    }
}
