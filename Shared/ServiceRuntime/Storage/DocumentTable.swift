import EventContracts
import Foundation
import GRDB
import JSONCoding
import MedicationDomain

/// A table with one document per patient: what is read together is kept together.
public struct DocumentTable<Document: Codable & Equatable & Sendable>: AnyDocumentTable {
    public let name: String
    public init(_ name: String) { self.name = name }
}

/// A document table without its type.
public protocol AnyDocumentTable: Sendable {
    var name: String { get }
}

/// The documents of one transaction: each is read once and written once, however many records touch it, and not at all
/// when it is what it was.
final class DocumentSession {
    private struct Entry {
        var value: (any Sendable)?
        /// Remembers it by the bytes it was read from; of no use to one that is written anew.
        var remember: (() -> Void)?
        /// Set when it may have to be written; the bytes of the value as it stands then.
        var encode: (() throws -> Data?)?
        /// Whether a value is what the store holds.
        var isStored: (any Sendable) -> Bool = { _ in false }
    }
    private var entries: [RecentWork.DocumentKey: Entry] = [:]
    private let recent: RecentWork

    init(_ recent: RecentWork = RecentWork()) { self.recent = recent }

    func read<Document>(
        _ table: DocumentTable<Document>, of patient: PatientID, in database: Database
    ) throws -> Document? {
        let key = RecentWork.DocumentKey(table: table.name, patient: patient)
        if let entry = entries[key] { return entry.value as? Document }
        let statement = try database.cachedStatement(
            sql: "SELECT document FROM \(table.name) WHERE patientId = ?")
        guard let data = try Data.fetchOne(statement, arguments: [patient.rawValue]) else {
            entries[key] = Entry()
            return nil
        }
        let document = try recent.value(Document.self, of: key, from: data) ?? decode(Document.self, from: data)
        entries[key] = Entry(
            value: document, remember: { [recent] in recent.note(document, as: data, of: key) },
            isStored: { ($0 as? Document) == document })
        return document
    }

    /// What this program wrote and cannot read any more is damage of the store, not the fault of the record that led
    /// here: refusing record after record would lose them.
    private func decode<Document: Decodable>(_ type: Document.Type, from data: Data) throws -> Document {
        do {
            return try data.withUnsafeBytes { try JSONText.decode(type, from: $0.bindMemory(to: UInt8.self)) }
        } catch is DecodingError {
            throw DamagedBytes()
        }
    }

    func save<Document>(_ document: Document?, in table: DocumentTable<Document>, of patient: PatientID) {
        let key = RecentWork.DocumentKey(table: table.name, patient: patient)
        var entry = entries[key] ?? Entry()
        entry.value = document
        entry.encode = { [recent] in
            try document.map { document in
                let bytes = Data(try PayloadCoding.encode(document))
                recent.note(document, as: bytes, of: key)
                return bytes
            }
        }
        entries[key] = entry
    }

    /// For who reads and writes nothing: the next reader need not decode it again.
    func rememberRead() {
        for entry in entries.values { entry.remember?() }
    }

    /// Writes what changed, in the order in which it stands in the file: neighbours share a page.
    func flush(into database: Database) throws {
        for (key, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let encode = entry.encode, !(entry.value.map(entry.isStored) ?? false) else {
                entry.remember?()
                continue
            }
            if let bytes = try encode() {
                let statement = try database.cachedStatement(
                    sql: "INSERT INTO \(key.table)(patientId, document) VALUES(?, ?) "
                        + "ON CONFLICT(patientId) DO UPDATE SET document = excluded.document")
                try statement.execute(arguments: [key.patient.rawValue, bytes])
            } else {
                let statement = try database.cachedStatement(sql: "DELETE FROM \(key.table) WHERE patientId = ?")
                try statement.execute(arguments: [key.patient.rawValue])
            }
        }
        entries.removeAll(keepingCapacity: true)
    }
}
