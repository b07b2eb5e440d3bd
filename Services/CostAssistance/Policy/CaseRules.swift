import EventContracts
import MedicationDomain

/// The site's own times for cases, and what a reminder says.
struct CaseRules: Sendable {
    var submitWithinDays: Int
    var askForDecisionDays: Int
    var remindBeforeDays: Int
    var renewBeforeDays: Int
    /// How long an ended case is kept.
    var keepEndedDays: Int
    var severity: Severity
    var management: [String]
    var reference: RuleReference
    var programs: [Program]

    static let kept = 16
    static let idBytes = 64

    func program(_ id: String) -> Program? { programs.first { $0.id == id } }
}
