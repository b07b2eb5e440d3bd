import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// Who each patient is, as far as doses depend on it.
enum PersonTable {
    /// True when it tells something new.
    static func put(_ event: PatientEvent, revision: Int, in database: Database) throws -> Bool {
        let known = try find(event.patientId, in: database)
        var person = known ?? KeptPerson()
        person.take(event, revision: revision)
        guard person != known else { return false }
        try database.cachedStatement(
            sql: """
                INSERT INTO person(patientId, document) VALUES(?, ?)
                ON CONFLICT(patientId) DO UPDATE SET document = excluded.document
                """
        ).execute(arguments: [event.patientId.rawValue, Data(try PayloadCoding.encode(person))])
        return true
    }

    static func find(_ patient: PatientID, in database: Database) throws -> KeptPerson? {
        let statement = try database.cachedStatement(sql: "SELECT document FROM person WHERE patientId = ?")
        return try Data.fetchOne(statement, arguments: [patient.rawValue]).map { try PayloadCoding.decode(Array($0)) }
    }
}

/// What was last said of each detail. An update leaves open what it does not mention, a merge and its undoing tell all
/// there is: so each detail remembers the revision it is of, and any order of arrival ends the same.
struct KeptPerson: Codable, Hashable, Sendable {
    struct Told<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
        var value: Value
        var revision: Int
    }

    private(set) var birthDate: Told<CalendarDay>?
    private(set) var sex: Told<PatientEvent.Sex>?
    private(set) var isDeceased: Told<Bool>?
    private(set) var deceasedAt: Told<Instant>?
    /// Of the newest event that told all there is; what is older is let go.
    private(set) var wholeAt = -1

    mutating func take(_ event: PatientEvent, revision: Int) {
        if event.change == .merged || event.change == .unmerged, revision > wholeAt {
            wholeAt = revision
            letGo(\.birthDate)
            letGo(\.sex)
            letGo(\.isDeceased)
            letGo(\.deceasedAt)
        }
        guard revision >= wholeAt else { return }
        take(event.birthDate, revision, \.birthDate)
        take(event.sex, revision, \.sex)
        take(event.change == .died ? true : event.isDeceased, revision, \.isDeceased)
        take(event.deceasedAt, revision, \.deceasedAt)
    }

    private mutating func take<Value>(
        _ value: Value?, _ revision: Int, _ detail: WritableKeyPath<KeptPerson, Told<Value>?>
    ) {
        guard let value, revision > self[keyPath: detail]?.revision ?? -1 else { return }
        self[keyPath: detail] = Told(value: value, revision: revision)
    }

    private mutating func letGo<Value>(_ detail: WritableKeyPath<KeptPerson, Told<Value>?>) {
        if let told = self[keyPath: detail], told.revision < wholeAt { self[keyPath: detail] = nil }
    }
}
