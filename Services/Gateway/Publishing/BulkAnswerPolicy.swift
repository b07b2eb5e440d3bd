import EventContracts
import MedicationDomain

/// What may be acknowledged together: alerts of one kind that nobody is hurt by reading in a row.
enum BulkAnswerPolicy {
    static let most = 50

    /// Why alerts are not acknowledged together.
    enum Refusal: Error, Hashable {
        /// None, one twice, or more than a person looks through.
        case number
        case kindsDiffer
        /// It asks for an answer of its own.
        case notSafe
    }

    /// Whether somebody may acknowledge it without opening it: it interrupts nobody, is neither contraindicated nor
    /// major, was not let lie until it was escalated, and has not come back after an answer.
    static func isSafe(_ alert: Alert) -> Bool {
        let isGrave = alert.severity == .contraindicated || alert.severity == .major
        return !alert.interruptive && !isGrave && alert.status == .open && alert.escalationLevel == 0
            && (alert.reopenedFor ?? []).isEmpty
    }

    static func check(_ alerts: [Alert]) throws(Refusal) {
        guard (1...most).contains(alerts.count), Set(alerts.map(\.alertId)).count == alerts.count else {
            throw .number
        }
        guard alerts.allSatisfy({ $0.kind == alerts[0].kind }) else { throw .kindsDiffer }
        guard alerts.allSatisfy(isSafe) else { throw .notSafe }
    }
}
