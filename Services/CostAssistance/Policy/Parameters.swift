import Foundation
import MedicationDomain

/// One number of law or of our own, through the years, on two clocks: when it holds, and when we came to know it.
struct Parameter: Hashable, Sendable {
    struct DatedValue: Hashable, Sendable {
        /// The number; of brackets, that of the first.
        var value: Decimal
        /// Numbers by bracket, where one number does not say it.
        var brackets: [Bracket] = []
        /// First day it holds.
        var from: CalendarDay
        /// Last day it holds; nil: until the next value.
        var to: CalendarDay?
        /// The day the rule set first had it.
        var knownFrom: CalendarDay
        var evidence: EvidenceLevel
        var citations: [Citation]
        /// Of the text it was read from.
        var digest = ""
        /// How it reads (`Reading.text`), worked out once: answers say it again and again.
        var words: String?
    }

    /// Up to a threshold, one number; nil where each programme sets its own.
    struct Bracket: Hashable, Sendable {
        /// Nil: all that is above the others.
        var atMost: Decimal?
        var value: Decimal?
    }

    var id: String
    var description: String
    /// As written in the file, e.g. `USD/year`, `%`.
    var unit: String
    /// What brackets are measured in; nil for a plain number.
    var bracketUnit: String?
    /// By first day, then by the day they became known.
    var values: [DatedValue]
    var reviews: Reviews

    /// What holds on a day, as known now or as known at an earlier day; nil where there is no value.
    func reading(on day: CalendarDay, knownAt: CalendarDay? = nil) -> Reading? {
        let begun = values.last { $0.from <= day && $0.knownFrom.isKnown(at: knownAt) }
        guard let begun, begun.to.map({ day <= $0 }) ?? true else { return nil }
        return Reading(self, begun, isStale: day > reviews.due(knownAt: knownAt))
    }

    /// With every value put into words.
    var worded: Parameter {
        var parameter = self
        for (index, value) in values.enumerated() {
            parameter.values[index].words = Reading(self, value, isStale: false).text
        }
        return parameter
    }

    /// What was known of it then; nil: nothing.
    func known(at day: CalendarDay?) -> Parameter? {
        var parameter = self
        parameter.values = values.filter { $0.knownFrom.isKnown(at: day) }
        parameter.reviews = reviews.known(at: day)
        return parameter.values.isEmpty ? nil : parameter
    }
}

/// When someone has to look again, and when someone did: a review is added and never written over.
struct Reviews: Hashable, Sendable {
    struct Review: Hashable, Sendable {
        var doneOn: CalendarDay
        var nextBy: CalendarDay
    }
    var first: CalendarDay
    var later: [Review] = []

    /// The day past which answers say that nobody has looked lately.
    func due(knownAt day: CalendarDay? = nil) -> CalendarDay { known(at: day).later.last?.nextBy ?? first }

    func known(at day: CalendarDay?) -> Reviews {
        Reviews(first: first, later: later.filter { $0.doneOn.isKnown(at: day) })
    }
}

extension CalendarDay {
    /// Whether what became known on this day was known on another; nil asks for all that is known.
    func isKnown(at day: CalendarDay?) -> Bool { day.map { self <= $0 } ?? true }
}

/// A parameter as it stood on a day.
struct Reading: Hashable, Sendable {
    var id: String
    var unit: String
    var value: Decimal
    var brackets: [Parameter.Bracket]
    var bracketUnit: String?
    var from: CalendarDay
    var knownFrom: CalendarDay
    var evidence: EvidenceLevel
    var citations: [Citation]
    var isStale: Bool
    /// The text, where it was worked out before.
    private var words: String?

    init(_ parameter: Parameter, _ dated: Parameter.DatedValue, isStale: Bool) {
        (id, unit, bracketUnit) = (parameter.id, parameter.unit, parameter.bracketUnit)
        (value, brackets, from, knownFrom) = (dated.value, dated.brackets, dated.from, dated.knownFrom)
        (evidence, citations, words) = (dated.evidence, dated.citations, dated.words)
        self.isStale = isStale
    }

    /// A parameter has one value from a day on, as known from a day on: the rest need not be hashed.
    func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(from)
        hasher.combine(knownFrom)
    }

    /// `medicaid.adult-limit.TX.parent 15 %, in force from 2025-05-01`.
    var text: String {
        if let words { return words }
        let backing = evidence == .unverified ? ", unverified" : ""
        return "\(id) \(figure), in force from \(from)\(backing)"
    }

    /// `15 %`, or all brackets.
    var figure: String {
        brackets.isEmpty
            ? "\(value.plainText) \(unit)"
            : brackets.map { bracket in
                let amount = bracket.value.map { "\($0.plainText) \(unit)" } ?? "as the programme sets it"
                return (bracket.atMost.map { "up to \($0.plainText) \(bracketUnit ?? ""): " } ?? "above: ") + amount
            }.joined(separator: "; ")
    }

    /// The bracket an amount falls into.
    func bracket(of amount: Decimal) -> Parameter.Bracket? {
        brackets.first { bracket in bracket.atMost.map { amount <= $0 } ?? true }
    }
}
