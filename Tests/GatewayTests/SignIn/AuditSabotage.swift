import Foundation
import GRDB

/// Does to an audit store what a broken disk does.
enum AuditSabotage {
    static func removeTables(of file: URL) throws {
        try DatabaseQueue(path: file.path).write { try $0.execute(sql: "DROP TABLE entry") }
    }
}
