import Foundation
import MedicationDomain

/// One number of law or of our own, through the years.
struct Parameter: Hashable, Sendable {
    struct DatedValue: Hashable, Sendable {
        var value: Decimal
        /// First day it holds.
        var from: CalendarDay
        /// Last day it holds; nil: until the next value.
        var to: CalendarDay?
        /// The day the rule set first had it; nil: always.
        var knownFrom: CalendarDay?
        var evidence: EvidenceLevel
        var citations: [Citation]
    }

    var id: String
    var description: String
    /// As written in the file, e.g. `USD/year`, `%`.
    var unit: String
    /// By first day, then by the day they became known.
    var values: [DatedValue]
    var reviewBy: CalendarDay

    /// What holds on a day, as known now or as known at an earlier day; nil where there is no value.
    func reading(on day: CalendarDay, knownAt: CalendarDay? = nil) -> Reading? {
        let begun = values.last { value in
            let isKnown = knownAt.flatMap { known in value.knownFrom.map { $0 <= known } } ?? true
            return value.from <= day && isKnown
        }
        guard let begun, begun.to.map({ day <= $0 }) ?? true else { return nil }
        return Reading(
            id: id, unit: unit, value: begun.value, from: begun.from, evidence: begun.evidence,
            citations: begun.citations, isStale: day > reviewBy)
    }
}

/// A parameter as it stood on a day.
struct Reading: Hashable, Sendable {
    var id: String
    var unit: String
    var value: Decimal
    var from: CalendarDay
    var evidence: EvidenceLevel
    var citations: [Citation]
    var isStale: Bool

    /// `medicaid.adult-limit.TX.parent 15 %, in force from 2025-05-01`.
    var text: String {
        let backing = evidence == .unverified ? ", unverified" : ""
        return "\(id) \(value.plainText) \(unit), in force from \(from)\(backing)"
    }
}
