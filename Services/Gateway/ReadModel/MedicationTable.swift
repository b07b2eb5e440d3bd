import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// Every order as last judged, to show a patient's medicines beside an alert.
enum MedicationTable {
    /// False when what stands there is as new.
    static func put(_ order: OrderEvent, in database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO medication(id, revision, patientId, isActive, document, changedAt) VALUES(?, ?, ?, ?, ?, ?)
                ON CONFLICT(id) DO UPDATE SET revision = excluded.revision, patientId = excluded.patientId,
                    isActive = excluded.isActive, document = excluded.document, changedAt = excluded.changedAt
                WHERE excluded.revision > medication.revision
                """)
        try statement.execute(arguments: [
            "\(order.orderId.rawValue)@\(order.patientId.rawValue)", order.revision, order.patientId.rawValue,
            order.status.isActive || order.status == .held,
            Data(try PayloadCoding.encode(PatientMedicine(order))),
            (order.statusChangedAt ?? order.authoredAt ?? .beginningOfTime).millisecondsSince1970,
        ])
        return database.changesCount > 0
    }

    /// Orders of every state, those in force first, then what ended last.
    static func all(of patient: PatientID, limit: Int, in database: Database) throws -> Bounded<PatientMedicine> {
        let statement = try database.cachedStatement(
            sql: """
                SELECT document FROM medication WHERE patientId = ?
                ORDER BY isActive DESC, changedAt DESC, id LIMIT ?
                """)
        let documents = try Data.fetchAll(statement, arguments: [patient.rawValue, limit + 1])
        return Bounded(try documents.map { try PayloadCoding.decode(Array($0)) }, limit: limit)
    }

    /// What the patient takes or is about to take, by name.
    static func current(of patient: PatientID, in database: Database) throws -> [PatientMedicine] {
        let statement = try database.cachedStatement(
            sql: "SELECT document FROM medication WHERE patientId = ? AND isActive = 1 ORDER BY id")
        let documents = try Data.fetchAll(statement, arguments: [patient.rawValue])
        let medicines: [PatientMedicine] = try documents.map { try PayloadCoding.decode(Array($0)) }
        return medicines.sorted { ($0.text, $0.orderId.rawValue) < ($1.text, $1.orderId.rawValue) }
    }
}

/// As much of an order as a list of medicines shows.
struct PatientMedicine: Codable, Hashable, Sendable {
    var orderId: OrderID
    var text: String
    var status: OrderEvent.Status
    var route: Route?
    var dailyDoseMilligrams: Double?
    var dailyDoseMicrograms: Double?
    /// What a list does not show, but who reads the order by FHIR wants to know.
    var medication: Medication?
    var dosage: [String]?
    var statusReason: String?
    var authoredAt: Instant?
    var changedAt: Instant?
    var encounterId: EncounterID?
    var priorOrderId: OrderID?
    var checks: CheckStatement?
    var startsAt: Instant?
    var endsAt: Instant?
    var therapyContext: TherapyContext?
    var prescriberId: PractitionerID?
    var refillsLeft: Int?
    var isHandedBack: Bool?

    init(_ order: OrderEvent) {
        (orderId, text, status, route) = (order.orderId, order.medication.text, order.status, order.route)
        (dailyDoseMilligrams, dailyDoseMicrograms) = (order.dailyDoseMilligrams, order.dailyDoseMicrograms)
        (medication, statusReason) = (order.medication, order.statusReason)
        dosage = order.dosageInstructions.compactMap(\.text)
        (authoredAt, changedAt) = (order.authoredAt, order.statusChangedAt ?? order.authoredAt)
        (encounterId, priorOrderId, checks) = (order.encounterId, order.priorOrderId, order.checks)
        (startsAt, endsAt, therapyContext) = (order.startsAt, order.endsAt, order.therapyContext)
        (prescriberId, refillsLeft, isHandedBack) = (order.prescriberId, order.refillsLeft, order.isHandedBack)
    }
}
