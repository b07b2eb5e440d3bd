import Foundation
import GRDB
import ServiceRuntime

/// The gateway's own copy of what the topics say, with the place in the log up to which it says it.
///
/// It is a projection and holds nothing that the topics do not: whenever it cannot be trusted it is read anew.
struct ReadModelStore: Sendable {
    let database: any DatabaseWriter

    init(_ database: any DatabaseWriter) throws {
        self.database = database
        try ReadModelSchema.migrator.migrate(database)
    }

    /// Opens `read-model.sqlite` in that folder; a file that is no readable database is set aside.
    static func open(in directory: URL) throws -> ReadModelStore {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appending(path: "read-model.sqlite")
        do {
            return try ReadModelStore(DatabasePool(path: file.path, configuration: configuration))
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            try setAside(file)
            return try ReadModelStore(DatabasePool(path: file.path, configuration: configuration))
        }
    }

    /// Makes the store belong to that cluster; true when it held another one's records and was emptied.
    func adopt(cluster: String) throws -> Bool {
        try database.write { database in
            let known = try String.fetchOne(database, sql: "SELECT clusterId FROM origin")
            guard known != cluster else { return false }
            try ReadModelSchema.empty(database)
            try database.execute(sql: "INSERT INTO origin(id, clusterId) VALUES(1, ?)", arguments: [cluster])
            return known != nil
        }
    }

    /// Forgets everything, so that it is read again from the earliest record on.
    func startAgain() throws { try database.write(ReadModelSchema.empty) }

    static var configuration: GRDB.Configuration {
        SQLiteLibrary.prepare()
        var configuration = GRDB.Configuration()
        configuration.label = "gateway.read-model"
        configuration.maximumReaderCount = 4
        return configuration
    }

    private static func setAside(_ file: URL) throws {
        for suffix in ["", "-wal", "-shm"] {
            let part = URL(filePath: file.path + suffix)
            let aside = URL(filePath: file.path + ".unreadable" + suffix)
            guard FileManager.default.fileExists(atPath: part.path) else { continue }
            if FileManager.default.fileExists(atPath: aside.path) { try FileManager.default.removeItem(at: aside) }
            try FileManager.default.moveItem(at: part, to: aside)
        }
    }
}
