import EventContracts
import MedicationDomain

/// What somebody else has said about an alert, of which the alert itself does not tell yet.
///
/// Its service has the last word, in the order of the log; this spares people from finding out afterwards.
enum OthersAnswers {
    /// Refuses to close what somebody else has just closed, and to take back what is no longer the answer.
    ///
    /// - Parameter newest: The last answer given, taken in by its service or not.
    static func check(
        _ request: ResponseRequest, on entry: AlertEntry, newest: AlertResponse?
    ) throws(ResponseRefusal) {
        let closes = request.action == .acknowledged || request.action == .overridden
        if closes, let pending = entry.pendingAnswer, pending.closesAlert, pending.by.id != request.by.id {
            throw .answeredAlready
        }
        guard let undone = request.takesBack else { return }
        // Who was given the alert did not answer it.
        let said = newest.flatMap { $0.action == .assigned ? nil : $0.responseId }
        if let standing = said ?? entry.alert.answer?.responseId, standing != undone { throw .answeredSince }
    }
}

extension AlertResponse {
    /// Whether it leaves the alert answered.
    var closesAlert: Bool { action == .acknowledged || action == .overridden }
}
