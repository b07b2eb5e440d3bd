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

    /// What it cannot be combined with, such as a copay card with federal insurance.
    struct Conflict: Hashable, Sendable {
        var when: Criterion
        var because: String
    }

    /// Something to know, from a day on.
    struct Note: Hashable, Sendable {
        var text: String
        var from: CalendarDay?
    }

    /// Whether it takes applications, day by day; funds open and close.
    struct Status: Hashable, Sendable {
        enum State: String, Hashable, Sendable, CaseIterable { case open, closed }
        struct Dated: Hashable, Sendable {
            var state: State
            var from: CalendarDay
            var to: CalendarDay?
            var knownFrom: CalendarDay
            var citations: [Citation]
            var digest = ""
        }
        var dated: [Dated]

        func known(at day: CalendarDay?) -> Status { Status(dated: dated.filter { $0.knownFrom.isKnown(at: day) }) }

        /// Nil on a day nobody recorded.
        func state(on day: CalendarDay) -> Dated? {
            dated.last { $0.from <= day }.flatMap { last in last.to.map { day <= $0 } ?? true ? last : nil }
        }
    }

    /// What applying asks of patient and staff.
    enum Effort: String, Hashable, Sendable, CaseIterable { case little, some, much }

    struct Application: Hashable, Sendable {
        var how: String
        var href: String?
        var documents: [String]
        /// Days from applying to the first dose.
        var daysToFirstDose: Int?
        var daysEvidence: EvidenceLevel?
        var effort: Effort
    }

    var id: String
    var name: String
    var kind: String
    var benefit: Benefit
    /// How far the criteria are backed.
    var evidence: EvidenceLevel
    /// Nil: income does not matter.
    var income: IncomeBasis?
    /// Nil: it is always open.
    var status: Status?
    /// Whom it is for at all; nil: everybody.
    var appliesWhen: Criterion?
    var otherPathways: [Pathway]
    var conflicts: [Conflict]
    /// Nil: everybody it is for.
    var eligibleWhen: Criterion?
    /// A parameter with brackets that says how much one gets by income.
    var scale: String?
    var notes: [Note]
    var decidedBy: String
    var application: Application
    var citations: [Citation]
    var reviews: Reviews
}
