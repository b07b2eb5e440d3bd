import MedicationDomain

/// One programme that may pay, as its file says it.
struct Program: Hashable, Sendable {
    /// A way in that this rule set cannot decide: it is named, and the result stays open.
    struct Pathway: Hashable, Sendable {
        var when: Criterion
        /// What would settle it, e.g. the state's own limits.
        var settledBy: String
        var because: String
    }

    /// Something to know, from a day on.
    struct Note: Hashable, Sendable {
        var text: String
        var from: CalendarDay?
    }

    struct Application: Hashable, Sendable {
        var how: String
        var href: String?
        var documents: [String]
        /// Days from applying to the first dose.
        var daysToFirstDose: Int?
        var daysEvidence: EvidenceLevel?
    }

    var id: String
    var name: String
    var kind: String
    var benefit: Benefit
    /// Whom it is for at all; nil: everybody.
    var appliesWhen: Criterion?
    var otherPathways: [Pathway]
    /// Nil: everybody it is for.
    var eligibleWhen: Criterion?
    var notes: [Note]
    var decidedBy: String
    var application: Application
    var citations: [Citation]
    var reviews: Reviews
}
