import EventContracts
import MedicationDomain

/// What has been written down of how the patient does on the dose (clinical facts §7.12).
struct ResponsePicture: Hashable, Sendable {
    var findings: Set<RuleCircumstances.Response> = []
}

/// Compares scores and side effects with the times at which the dose rose. Less is better on every scale read here:
/// Modified Ashworth, Penn spasm frequency, pain from 0 to 10.
enum ResponsePolicy {
    static func picture(
        of dose: DailyDose, in chart: PatientChart, history: DoseHistory,
        by numbers: PrescribingKnowledge.Numbers, asOf now: Instant
    ) -> ResponsePicture {
        var picture = ResponsePicture()
        let scores = (chart.observations(.spasticity) + chart.observations(.pain)).filter { $0.value != nil }
        let isRise = history.previousDaily.map { dose.first.dailyMilligrams > $0 + 1e-9 } ?? false
        if isRise, let begun = history.lastRiseAt, begun < history.start {
            let since = scores.filter { $0.observedAt >= begun && $0.observedAt <= history.start + .day }
            if since.isEmpty { picture.findings.insert(.unrecorded) }
            if isUnchanged(scores, from: begun, to: history.start + .day) { picture.findings.insert(.unchanged) }
        }
        // The time since the present dose was reached; a rise that is not begun yet shows nothing.
        let reached = isRise || history.previousDaily == nil ? history.start : history.lastRiseAt ?? history.start
        guard reached <= now else { return picture }
        let window = Span.days(numbers.reviewDays.number(on: now.day))
        // Of an order in steps, the time on the highest one.
        let begun = dose.changes(from: reached).last { $0 <= now } ?? reached
        let isHighest =
            dose.step(at: now, orderStart: reached).dailyMilligrams >= dose.highestDailyMilligrams - 1e-9
        if isHighest, now.since(begun) >= window, isUnchanged(scores, from: begun, to: now + .day) {
            picture.findings.insert(.noBenefit)
        }
        // Raised again while the last rise still shows: both count. A first dose of which nothing is known before is none.
        let rises = [history.lastRiseAt, isRise ? history.start : nil].compactMap(\.self).filter { $0 <= now + .day }
        func isNew(_ kind: ObservationEvent.Kind) -> Bool {
            chart.observations(kind).contains { event in
                event.tellsOfSomething && event.observedAt <= now + .day
                    && rises.contains { $0 <= event.observedAt && event.observedAt <= $0 + window }
            }
        }
        if isNew(.sedation) { picture.findings.insert(.sedation) }
        if isNew(.fall) { picture.findings.insert(.fall) }
        return picture
    }

    /// Whether some scale was read before and after, and none of those got better.
    private static func isUnchanged(_ scores: [ObservationEvent], from begin: Instant, to end: Instant) -> Bool {
        var compared = 0
        for (_, values) in Dictionary(grouping: scores, by: { "\($0.kind.rawValue)|\($0.code ?? "")" }) {
            let sorted = values.sorted { ($0.observedAt, $0.observationId) < ($1.observedAt, $1.observationId) }
            guard let before = sorted.last(where: { $0.observedAt <= begin })?.value,
                let after = sorted.last(where: { $0.observedAt > begin && $0.observedAt <= end })?.value
            else { continue }
            if after < before { return false }
            compared += 1
        }
        return compared > 0
    }
}

extension ObservationEvent {
    /// A count or a yes; a coded answer that nobody reads says neither yes nor no.
    fileprivate var tellsOfSomething: Bool { value.map { $0 != 0 } ?? (valueCode == nil) }
}
