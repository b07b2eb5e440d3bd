import EventContracts
import Foundation
import GRDB
import MedicationDomain

/// An alert with the last answer given to it here.
struct AnsweredAlert: Hashable, Sendable {
    var alert: Alert
    var answer: AlertResponse?
}

/// An order with the revision it stands at, and its patient.
struct KeptOrder: Hashable, Sendable {
    var order: PatientMedicine
    var patient: PatientID
    var revision: Int
}

// All that is kept of one patient, for those who read it by FHIR.

extension ReadModel {
    func alerts(of patient: PatientID) async throws -> [AnsweredAlert] {
        try await store.database.read { database in
            let documents = try Data.fetchAll(
                database.cachedStatement(sql: "SELECT document FROM alert WHERE patientId = ?"),
                arguments: [patient.rawValue])
            return try documents.map { document in
                let alert: Alert = try PayloadCoding.decode(Array(document))
                return AnsweredAlert(alert: alert, answer: try AnswerTable.find(alert.alertId, in: database))
            }
        }
    }

    func answeredAlert(_ key: Int64) async throws -> AnsweredAlert? {
        guard let alert = try await alert(ofCard: key) else { return nil }
        let answer = try await store.database.read { try AnswerTable.find(alert.alertId, in: $0) }
        return AnsweredAlert(alert: alert, answer: answer)
    }

    func episodes(of patient: PatientID) async throws -> [KeptEpisode] {
        try await store.database.read { try EpisodeTable.all(of: patient, in: $0) }
    }

    func episode(_ key: EpisodeKey) async throws -> KeptEpisode? {
        try await store.database.read { try EpisodeTable.find(key, in: $0) }
    }

    /// Orders of every state, those that are over among them.
    func orders(of patient: PatientID) async throws -> [KeptOrder] {
        try await store.database.read { database in
            try KeptOrder.all(
                Row.fetchAll(
                    database.cachedStatement(
                        sql: "SELECT document, patientId, revision FROM medication WHERE patientId = ?"),
                    arguments: [patient.rawValue]))
        }
    }

    /// The order of that id; where several patients have had it, the one who has it now.
    func order(_ id: OrderID) async throws -> KeptOrder? {
        try await store.database.read { database in
            // Rows are named `<order>@<patient>`; "A" is the character after "@".
            try KeptOrder.all(
                Row.fetchAll(
                    database.cachedStatement(
                        sql: """
                            SELECT document, patientId, revision FROM medication WHERE id >= ? AND id < ?
                            ORDER BY isActive DESC, revision DESC
                            """), arguments: ["\(id.rawValue)@", "\(id.rawValue)A"])
            ).first { $0.order.orderId == id }
        }
    }
}

extension KeptOrder {
    fileprivate static func all(_ rows: [Row]) throws -> [KeptOrder] {
        try rows.map { row in
            let (document, patient): (Data, String) = (row["document"], row["patientId"])
            return KeptOrder(
                order: try PayloadCoding.decode(Array(document)), patient: PatientID(patient),
                revision: row["revision"])
        }
    }
}
