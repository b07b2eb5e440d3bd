import Foundation
import GRDB

/// The stores of a service that is not running, as somebody with a shell gets at them.
struct StoreFiles {
    let folder: URL
    init(_ folder: URL) { self.folder = folder }

    var stores: [URL] {
        get throws {
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "sqlite" }.sorted { $0.path < $1.path }
        }
    }

    func remove() throws {
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.lastPathComponent.hasPrefix("partition-") { try FileManager.default.removeItem(at: file) }
    }

    func change(_ body: (Database) throws -> Void) throws {
        for store in try stores {
            let queue = try DatabaseQueue(path: store.path)
            try queue.write(body)
            try queue.close()
        }
    }

    /// Puts what stands in the write-ahead log into the file itself.
    func fold() throws {
        for store in try stores {
            let queue = try DatabaseQueue(path: store.path)
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try queue.close()
        }
    }

    /// Overwrites the pages that these tables begin in, from that byte of the page on.
    func damage(tables: [String], from start: Int, bytes: Int) throws {
        try fold()
        for store in try stores {
            let queue = try DatabaseQueue(path: store.path)
            let (size, pages) = try queue.read { database in
                let marks = tables.map { "'\($0)'" }.joined(separator: ", ")
                return (
                    try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 4096,
                    try Int.fetchAll(database, sql: "SELECT rootpage FROM sqlite_master WHERE name IN (\(marks))")
                )
            }
            try queue.close()
            for page in pages { try overwrite(store, at: (page - 1) * size + start, count: min(bytes, size - start)) }
        }
    }

    /// Overwrites the first bytes of every file.
    func damageHeaders() throws {
        try fold()
        for store in try stores { try overwrite(store, at: 0, count: 100) }
    }

    private func overwrite(_ file: URL, at offset: Int, count: Int) throws {
        let handle = try FileHandle(forUpdating: file)
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }))
        try handle.close()
    }
}
