import MedicationDomain

/// A number through the years, every value with its source.
struct DatedNumber: Hashable, Sendable {
    struct Value: Hashable, Sendable {
        var number: Double
        var from: CalendarDay
        var to: CalendarDay?
        var evidence: EvidenceLevel
        var citations: [Citation]
    }

    /// As it is shown to people: `mg/day`.
    var unit: String
    /// By first day.
    var values: [Value]
    /// Past this day verdicts say that nobody has looked at the number lately.
    var reviewBy: CalendarDay

    /// Nil before the first value and in a gap.
    func value(on day: CalendarDay) -> Value? {
        guard let begun = values.last(where: { $0.from <= day }), begun.to.map({ day <= $0 }) ?? true else {
            return nil
        }
        return begun
    }
}
