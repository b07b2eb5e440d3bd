import EventContracts
import Foundation
import MedicationDomain

/// What was read and written last, so that it need not be decoded or encoded again.
///
/// Nothing here can be out of date, whatever is rolled back, rebuilt or put back from a backup: an entry only says which
/// value certain bytes mean, or which fingerprint a certain value has, and it is used for exactly those.
final class RecentWork {
    /// Documents and announcements remembered, the least recently used go first.
    static let entryLimit = 1024
    /// A larger document is not remembered.
    static let documentLimitBytes = 64 * 1024

    private var documents = RecentEntries<DocumentKey, DocumentEntry>(limit: entryLimit)
    private var substances = RecentEntries<EntityID, (payload: any EntityPayload, fingerprint: UInt64)>(
        limit: entryLimit)

    struct DocumentKey: Hashable {
        let table: String
        let patient: PatientID
    }
    private struct DocumentEntry {
        let bytes: Data
        let value: any Sendable
    }

    var documentCount: Int { documents.count }

    /// The value of a document whose bytes are these, if they were met before.
    func value<Document>(_ type: Document.Type, of key: DocumentKey, from bytes: Data) -> Document? {
        guard let entry = documents[key], entry.bytes == bytes else { return nil }
        return entry.value as? Document
    }

    func note(_ value: some Sendable, as bytes: Data, of key: DocumentKey) {
        guard bytes.count <= RecentWork.documentLimitBytes else { return }
        documents[key] = DocumentEntry(bytes: bytes, value: value)
    }

    /// Lets go of everything, where a patient is to be forgotten.
    func forget() {
        documents.removeAll()
        substances.removeAll()
    }

    /// The fingerprint of what a payload says.
    func substance(of payload: any EntityPayload) throws -> UInt64 {
        let entity = payload.entityID
        if let known = substances[entity], payload.isEqual(to: known.payload) { return known.fingerprint }
        let fingerprint = Fingerprint.number(try payload.substance())
        substances[entity] = (payload, fingerprint)
        return fingerprint
    }
}

extension EventPayload {
    fileprivate func isEqual(to other: any EventPayload) -> Bool { (other as? Self) == self }
}

/// A table of bounded size that forgets what was not used for a while: when its younger half is full, the older goes.
private struct RecentEntries<Key: Hashable, Value> {
    private var younger: [Key: Value] = [:]
    private var older: [Key: Value] = [:]
    private let half: Int

    init(limit: Int) { half = limit / 2 }

    var count: Int { younger.count + older.count { younger[$0.key] == nil } }

    subscript(key: Key) -> Value? {
        mutating get {
            if let value = younger[key] { return value }
            guard let value = older[key] else { return nil }
            set(value, for: key)
            return value
        }
        set { if let newValue { set(newValue, for: key) } }
    }

    mutating func removeAll() { (younger, older) = ([:], [:]) }

    private mutating func set(_ value: Value, for key: Key) {
        if younger.count >= half, younger[key] == nil { (older, younger) = (younger, [:]) }
        younger[key] = value
    }
}
