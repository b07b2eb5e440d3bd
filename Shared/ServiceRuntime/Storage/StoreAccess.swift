public import GRDB
public import MedicationDomain

/// What a handler may read: the service's own tables of one partition.
public struct StoreReader {
    /// For the service's own tables; documents are read through `document(_:of:)`.
    public let database: Database
    let session: DocumentSession

    /// The patient's document; nil when there is none yet.
    public func document<Document>(
        _ table: DocumentTable<Document>, of patient: PatientID
    ) throws -> Document? {
        try session.read(table, of: patient, in: database)
    }
}

/// What a handler may change.
public struct StoreWriter {
    public let reader: StoreReader
    public var database: Database { reader.database }

    /// Keeps the patient's document; it is written once, when the batch ends. Nil removes it.
    public func save<Document>(
        _ document: Document?, in table: DocumentTable<Document>, of patient: PatientID
    ) {
        reader.session.save(document, in: table, of: patient)
    }
}
