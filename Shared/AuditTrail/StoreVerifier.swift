public import Foundation
import GRDB
import ServiceRuntime

/// Follows the chain in an audit store, from outside and without changing anything.
public enum StoreVerifier {
    private static let atOnce = 1000

    /// The file cannot be read as an audit store.
    public struct Unreadable: Error, Hashable, CustomStringConvertible {
        public let path: String
        public var description: String { "\(path) cannot be read as an audit store" }
    }

    /// The chain as far as it is whole. Throws `AuditFlaw` or `Unreadable`.
    public static func verify(file: URL) throws -> ChainVerifier {
        guard FileManager.default.fileExists(atPath: file.path) else { throw Unreadable(path: file.path) }
        SQLiteLibrary.prepare()
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        do {
            return try verify(try DatabaseQueue(path: file.path, configuration: configuration))
        } catch let flaw as AuditFlaw {
            throw flaw
        } catch {
            throw Unreadable(path: file.path)
        }
    }

    static func verify(_ database: any DatabaseReader) throws -> ChainVerifier {
        try database.read { database in
            guard let chain = try String.fetchOne(database, sql: "SELECT name FROM chain") else {
                throw AuditFlaw(.missing, chain: nil, sequence: 0, "the store does not name its chain")
            }
            var verifier = ChainVerifier(chain: chain)
            var last = Int64.min
            while true {
                let records = try AuditTable.records(of: chain, after: last, atOnce, in: database)
                for record in records { try verifier.check(record) }
                guard let end = records.last?.place.sequence else { break }
                last = end
            }
            let published = try AuditTable.publishedThrough(in: database)
            guard published <= verifier.count else {
                throw AuditFlaw(
                    .truncated, chain: chain, sequence: verifier.count + 1,
                    "\(published) records have been published")
            }
            return verifier
        }
    }
}
