import EventContracts
import GRDB
import MedicationDomain

extension ReadModel {
    /// The last answer given to an alert, taken in by its service or not.
    func newestAnswer(to id: AlertID) async throws -> AlertResponse? {
        try await store.database.read { try AnswerTable.find(id, in: $0) }
    }
}
