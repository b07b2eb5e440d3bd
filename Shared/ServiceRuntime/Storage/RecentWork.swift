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
    /// Bytes of documents remembered; their values take several times that.
    static let documentBudgetBytes = 4 * 1024 * 1024
    /// What says more than this is not remembered.
    static let substanceLimitBytes = 8 * 1024

    private var documents = RecentEntries<DocumentKey, DocumentEntry>(limit: entryLimit, weight: documentBudgetBytes)
    private var substances = RecentEntries<EntityID, (payload: any EntityPayload, fingerprint: Int64)>(
        limit: entryLimit)

    struct DocumentKey: Hashable, Comparable {
        let table: String
        let patient: PatientID

        static func < (left: Self, right: Self) -> Bool {
            left.table == right.table ? left.patient < right.patient : left.table < right.table
        }
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
        documents.set(DocumentEntry(bytes: bytes, value: value), for: key, weight: bytes.count)
    }

    /// Lets go of everything, where a patient is to be forgotten.
    func forget() {
        documents.removeAll()
        substances.removeAll()
    }

    /// The JSON of a payload under a revision and the fingerprint of its substance; nil when the substance is that which
    /// stands.
    func text(
        of payload: any EntityPayload, revision: Int, unless standing: Int64?
    ) throws -> (json: [UInt8], substance: Int64)? {
        let entity = payload.entityID
        if let standing, let known = substances[entity], known.fingerprint == standing,
            payload.isEqual(to: known.payload)
        {
            return nil
        }
        let text = try payload.announced(revision: revision)
        let fingerprint = Fingerprint.signed(text.substance)
        if text.substance.count <= RecentWork.substanceLimitBytes {
            substances.set((payload, fingerprint), for: entity)
        }
        return fingerprint == standing ? nil : (text.json, fingerprint)
    }
}

extension EventPayload {
    fileprivate func isEqual(to other: any EventPayload) -> Bool { (other as? Self) == self }
}

/// A table of bounded size that forgets what was not used for a while: when its younger half is full, the older goes.
private struct RecentEntries<Key: Hashable, Value> {
    private var younger: [Key: (value: Value, weight: Int)] = [:]
    private var older: [Key: (value: Value, weight: Int)] = [:]
    private var youngerWeight = 0
    private let half: (count: Int, weight: Int)

    init(limit: Int, weight: Int = .max) { half = (limit / 2, weight / 2) }

    var count: Int { younger.count + older.count { younger[$0.key] == nil } }

    subscript(key: Key) -> Value? {
        mutating get {
            if let entry = younger[key] { return entry.value }
            guard let entry = older[key] else { return nil }
            set(entry.value, for: key, weight: entry.weight)
            return entry.value
        }
    }

    mutating func set(_ value: Value, for key: Key, weight: Int = 0) {
        if let known = younger[key] { youngerWeight -= known.weight }
        if younger.count >= half.count && younger[key] == nil || youngerWeight + weight > half.weight {
            (older, younger, youngerWeight) = (younger, [:], 0)
        }
        younger[key] = (value, weight)
        youngerWeight += weight
    }

    mutating func removeAll() { (younger, older, youngerWeight) = ([:], [:], 0) }
}
