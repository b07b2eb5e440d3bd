import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// A table with one document per patient: what is read together is kept together.
public struct DocumentTable<Document: Codable & Sendable>: AnyDocumentTable {
    public let name: String
    public init(_ name: String) { self.name = name }
}

/// A document table without its type.
public protocol AnyDocumentTable: Sendable {
    var name: String { get }
}

/// The documents of one transaction: each is read once and written once, however many records touch it.
final class DocumentSession {
    private struct Key: Hashable {
        let table: String
        let patient: PatientID
    }
    private struct Entry {
        var value: (any Sendable)?
        /// Set when it must be written; encodes the value as it stands then.
        var encode: (() throws -> [UInt8]?)?
    }
    private var entries: [Key: Entry] = [:]

    func read<Document>(
        _ table: DocumentTable<Document>, of patient: PatientID, in database: Database
    ) throws -> Document? {
        let key = Key(table: table.name, patient: patient)
        if let entry = entries[key] { return entry.value as? Document }
        let statement = try database.cachedStatement(
            sql: "SELECT document FROM \(table.name) WHERE patientId = ?")
        let data = try Data.fetchOne(statement, arguments: [patient.rawValue])
        let document = try data.map { try decode(Document.self, from: $0) }
        entries[key] = Entry(value: document, encode: nil)
        return document
    }

    /// What this program wrote and cannot read any more is damage of the store, not the fault of the record that led
    /// here: refusing record after record would lose them.
    private func decode<Document: Decodable>(_ type: Document.Type, from data: Data) throws -> Document {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch is DecodingError {
            throw DamagedBytes()
        }
    }

    func save<Document: Codable & Sendable>(
        _ document: Document?, in table: DocumentTable<Document>, of patient: PatientID
    ) {
        let key = Key(table: table.name, patient: patient)
        entries[key] = Entry(value: document) { try document.map { try PayloadCoding.encode($0) } }
    }

    /// Writes what changed.
    func flush(into database: Database) throws {
        for (key, entry) in entries {
            guard let encode = entry.encode else { continue }
            if let bytes = try encode() {
                let statement = try database.cachedStatement(
                    sql: "INSERT INTO \(key.table)(patientId, document) VALUES(?, ?) "
                        + "ON CONFLICT(patientId) DO UPDATE SET document = excluded.document")
                try statement.execute(arguments: [key.patient.rawValue, Data(bytes)])
            } else {
                let statement = try database.cachedStatement(sql: "DELETE FROM \(key.table) WHERE patientId = ?")
                try statement.execute(arguments: [key.patient.rawValue])
            }
        }
        entries.removeAll(keepingCapacity: true)
    }
}
