import EventContracts
import EventLog
import Foundation
import GRDB
import MedicationDomain

/// Forgetting a patient: everything a partition keeps of them goes, in the transaction that hears of it.
///
/// Topics are not ordered among themselves, so a fact told before the forgetting may be read after it. On every topic
/// that carries the forgetting, what comes before it is therefore passed over once it was heard elsewhere.
extension EngineTransaction {
    /// False for what was told before a forgetting that has been heard, and for the forgetting heard again.
    func isToBeHeard(_ payload: any EventPayload, _ record: LogRecord, of patient: PatientID) throws -> Bool {
        guard let forgetting = try ledger(of: patient).forgetting else { return true }
        guard let again = payload as? PatientForgotten else {
            return !forgetting.isAwaited(on: record.topic, at: record.timestamp)
        }
        // What the suite itself passes on may come again from a store that was built anew: an older forgetting is no news.
        // An operator's own word is heard whatever their clock says.
        let isPassedOn = record.message.header("ce_entityid") != nil
        guard again.at == forgetting.at else { return !isPassedOn || again.at > forgetting.at }
        var ledger = try ledger(of: patient)
        ledger.forgetting?.awaitedOn.remove(Fingerprint.number(record.topic.rawValue.utf8))
        ledgers[patient] = ledger
        changedLedgers.insert(patient)
        return false
    }

    /// Removes all that is kept of the patient; what stays is that they were forgotten, and how far was counted.
    func forget(_ patient: PatientID, asIn record: LogRecord, _ forgotten: PatientForgotten) throws -> Forgetting {
        try session.flush(into: database)
        try announced.flush(into: database)
        announced = AnnouncedLedger()
        let floor = try Int.fetchOne(
            database, sql: "SELECT MAX(revision) FROM announced WHERE patientId = ?", arguments: [patient.rawValue])
        // Overwritten rather than only unlinked: the file is not to keep what the store has let go.
        try database.execute(sql: "PRAGMA secure_delete = ON")
        for table in context.definition.documents.map(\.name) + ["deadline", "pending"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE patientId = ?", arguments: [patient.rawValue])
        }
        try database.execute(
            sql: "DELETE FROM announced WHERE patientId = ? AND entityId <> ?",
            arguments: [patient.rawValue, forgotten.entityID.rawValue])
        try database.execute(sql: "PRAGMA secure_delete = OFF")
        isNextDueKnown = false
        recent.forget()
        let others = context.handlers.topics(of: forgotten.type).subtracting([record.topic])
        return Forgetting(
            at: forgotten.at, revisionFloor: max(floor ?? 0, try ledger(of: patient).forgetting?.revisionFloor ?? 0),
            awaitedOn: Set(others.map { Fingerprint.number($0.rawValue.utf8) }))
    }

    /// The revision after which an entity not known (any more) is counted on: receivers remember the old ones.
    func revisionFloor(of patient: PatientID) throws -> Int {
        try ledger(of: patient).forgetting?.revisionFloor ?? 0
    }
}

/// That a patient was forgotten, as long as it matters: kept with the patient's ledger.
struct Forgetting: Equatable {
    /// When other topics still say nothing of it, they are heard again all the same: silence must not last.
    static let awaitedAtMost = Span.days(7)

    /// Which forgetting it was.
    var at: Instant
    /// The highest revision announced about anything of the patient.
    var revisionFloor: Int
    /// Fingerprints of the topics on which it has not been heard yet.
    var awaitedOn: Set<UInt64>

    func isAwaited(on topic: TopicName, at moment: Instant) -> Bool {
        !awaitedOn.isEmpty && awaitedOn.contains(Fingerprint.number(topic.rawValue.utf8))
            && moment.since(at) < Forgetting.awaitedAtMost
    }

    func write(to writer: inout ByteWriter) {
        writer.write(UInt64(bitPattern: at.millisecondsSince1970))
        writer.write(UInt32(clamping: revisionFloor))
        writer.write(UInt32(awaitedOn.count))
        for topic in awaitedOn.sorted() { writer.write(topic) }
    }

    /// Nil where a ledger ends before it: the patient was never forgotten.
    static func read(from reader: inout ByteReader) throws -> Forgetting? {
        guard !reader.isAtEnd else { return nil }
        let at = Instant(millisecondsSince1970: Int64(bitPattern: try reader.longNumber()))
        let floor = Int(try reader.number())
        return Forgetting(
            at: at, revisionFloor: floor,
            awaitedOn: Set(try reader.list { try $0.longNumber() }))
    }
}

extension Database {
    /// For the end of a rebuild: an entity of a forgotten patient is closed for that reason, and not kept.
    ///
    /// Raises the floor to its revision; false when the patient was never forgotten.
    func noteForgotten(_ patient: PatientID, through revision: Int) throws -> Bool {
        guard var ledger = try ledger(of: patient), var forgetting = ledger.forgetting else { return false }
        forgetting.revisionFloor = max(forgetting.revisionFloor, revision)
        ledger.forgetting = forgetting
        try execute(
            sql: "UPDATE patientLedger SET ledger = ? WHERE patientId = ?",
            arguments: [Data(ledger.bytes), patient.rawValue])
        return true
    }

    func isForgotten(_ patient: PatientID) throws -> Bool { try ledger(of: patient)?.forgetting != nil }

    private func ledger(of patient: PatientID) throws -> PatientLedger? {
        let statement = try cachedStatement(sql: "SELECT ledger FROM patientLedger WHERE patientId = ?")
        return try Data.fetchOne(statement, arguments: [patient.rawValue]).map { try PatientLedger(Array($0)) }
    }
}
