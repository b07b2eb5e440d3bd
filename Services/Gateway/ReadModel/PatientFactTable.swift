import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// The facts of each patient, a bounded number of every kind; what was taken back stays as an empty row, so that a late
/// copy of it does not bring it back.
enum PatientFactTable {
    struct Row: Sendable {
        var id: String
        var revision: Int
        var patient: PatientID
        var kind: FactKind
        var at: Instant
        /// Nil: taken back.
        var document: [UInt8]?
        /// False: it only empties the row that is there, if one is.
        var isKept = true
    }

    private static let payloads: [EventType: any KeptFact.Type] = {
        let types: [any KeptFact.Type] = [
            DispenseEvent.self, AdministrationEvent.self, ReportedMedicationEvent.self, ObservationEvent.self,
            ConditionEvent.self, AllergyEvent.self, StayEvent.self, CareEvent.self, RiskAssessment.self,
        ]
        return Dictionary(uniqueKeysWithValues: types.flatMap { type in type.types.map { ($0, type) } })
    }()

    /// The row an event makes; nil for events that are no facts. Throws a `PayloadError`.
    static func row(_ event: CloudEvent, _ data: [UInt8]) throws -> Row? {
        guard let payload = payloads[event.type] else { return nil }
        let fact = try payload.decode(data, type: event.type)
        let isGone = fact.isTakenBack || !fact.isKept
        return Row(
            id: fact.entityID.rawValue, revision: event.revision ?? 0, patient: fact.patientId, kind: fact.factKind,
            at: fact.factTime ?? event.time ?? .beginningOfTime, document: isGone ? nil : data,
            isKept: fact.isKept)
    }

    static func row(_ change: OrderChange, of order: OrderEvent) throws -> Row {
        Row(
            id: "\(order.entityID.rawValue)#\(change.revision)", revision: change.revision, patient: order.patientId,
            kind: .order, at: change.at, document: try PayloadCoding.encode(change))
    }

    static func row(_ answer: AlertResponse, of patient: PatientID) throws -> Row {
        Row(
            id: answer.entityID.rawValue, revision: 0, patient: patient, kind: .answer, at: answer.at,
            document: try PayloadCoding.encode(answer))
    }

    /// False when what stands there is as new.
    static func put(_ row: Row, in database: Database) throws -> Bool {
        // What was corrected into something that is not kept takes away what it was, and leaves nothing else.
        guard row.isKept else {
            try database.cachedStatement(
                sql: "UPDATE patientFact SET revision = ?, document = NULL WHERE id = ? AND revision < ?"
            ).execute(arguments: [row.revision, row.id, row.revision])
            return database.changesCount > 0
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO patientFact(id, revision, patientId, kind, at, document) VALUES(?, ?, ?, ?, ?, ?)
                ON CONFLICT(id) DO UPDATE SET revision = excluded.revision, patientId = excluded.patientId,
                    kind = excluded.kind, at = excluded.at, document = excluded.document
                WHERE excluded.revision > patientFact.revision
                """
        ).execute(arguments: [
            row.id, row.revision, row.patient.rawValue, row.kind.rawValue, row.at.millisecondsSince1970,
            row.document.map { Data($0) },
        ])
        guard database.changesCount > 0 else { return false }
        try prune(row.kind, of: row.patient, in: database)
        return true
    }

    /// One more than is shown stays: it says that there were older ones.
    private static func prune(_ kind: FactKind, of patient: PatientID, in database: Database) throws {
        let names: StatementArguments = [patient.rawValue, kind.rawValue]
        let kept = GatewayLimits.facts(of: kind) + 1
        let count = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT COUNT(*) FROM patientFact WHERE patientId = ? AND kind = ?"),
            arguments: names)
        guard let count, count > kept else { return }
        try database.cachedStatement(
            sql: """
                DELETE FROM patientFact WHERE id IN (
                    SELECT id FROM patientFact WHERE patientId = ? AND kind = ?
                    ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)
                """
        ).execute(arguments: names + [kept])
    }

    /// What is kept of the patient, newest first.
    static func all(of patient: PatientID, in database: Database) throws -> PatientFacts {
        let rows = try GRDB.Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT kind, document, at FROM patientFact WHERE patientId = ? ORDER BY kind, at DESC, id DESC"),
            arguments: [patient.rawValue])
        var facts = PatientFacts()
        while let row = try rows.next() {
            let kind = FactKind(rawValue: row["kind"])
            facts.counts[kind, default: 0] += 1
            guard let document: Data = row["document"], facts.counts[kind, default: 0] <= GatewayLimits.facts(of: kind)
            else { continue }
            facts.documents[kind, default: []].append(
                PatientFacts.Document(at: Instant(millisecondsSince1970: row["at"]), bytes: Array(document)))
        }
        return facts
    }

    /// - Parameter kinds: nil: all but those.
    static func forget(
        _ patient: PatientID, _ kinds: [FactKind], except: Bool = false, until: Instant? = nil, in database: Database
    ) throws {
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        try database.execute(
            sql: """
                DELETE FROM patientFact WHERE patientId = ? AND kind \(except ? "NOT IN" : "IN") (\(marks)) AND at <= ?
                """,
            arguments: [patient.rawValue] + StatementArguments(kinds.map(\.rawValue))
                + [until?.millisecondsSince1970 ?? Int64.max])
    }
}

/// The facts of one patient, as they were told.
struct PatientFacts: Sendable {
    struct Document: Sendable {
        var at: Instant
        var bytes: [UInt8]
    }

    var documents: [FactKind: [Document]] = [:]
    var counts: [FactKind: Int] = [:]

    /// Stored facts that could not be read: one old fact is no reason to show none.
    private(set) var unread = 0

    /// Newest first; of several kinds those of the first stand first.
    mutating func all<Fact: Decodable & Sendable>(_ kinds: FactKind..., as type: Fact.Type = Fact.self) -> Bounded<Fact>
    {
        var found = Bounded<Fact>()
        for kind in kinds {
            let kept = documents[kind, default: []]
            let read: [Fact] = kept.compactMap { try? PayloadCoding.decode($0.bytes) }
            unread += kept.count - read.count
            found.items += read
            found.isCut = found.isCut || counts[kind, default: 0] > GatewayLimits.facts(of: kind)
        }
        return found
    }
}
