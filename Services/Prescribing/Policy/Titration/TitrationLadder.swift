import EventContracts
import MedicationDomain

/// The daily doses of the steps, from the first to the goal, each with its doses.
struct TitrationLadder {
    struct Rung: Hashable, Sendable {
        var total: PlannedAmount
        var doses: [ScheduledDose]
    }

    let day: DayOfDoses
    let bounds: TitrationBounds
    /// The dose taken now; nil at a start.
    let present: PlannedAmount?
    /// Never above the ceiling.
    let goal: PlannedAmount

    /// More steps than any sensible knowledge leads to; the work is bounded whatever the files say.
    private static let mostRungs = 200

    /// Nil when the product cannot make the steps.
    func rungs() -> [Rung]? {
        let counts = day.evenCounts
        guard !counts.isEmpty else { return climb(count: nil) }
        return counts.lazy.compactMap { climb(count: $0) }.first
    }

    /// Totals that are multiples of this divide into doses that are alike (by weight), or into whole pieces.
    private func climb(count: Int?) -> [Rung]? {
        let grid = day.unit * (count ?? 1)
        let top = goal.rounded(downTo: grid)
        var current = present ?? min(bounds.start, top).rounded(downTo: grid)
        guard current > .zero, top >= current else { return nil }
        var rungs: [Rung] = []
        var previous = 0
        while rungs.count < TitrationLadder.mostRungs {
            let isStart = rungs.isEmpty && present == nil
            guard let doses = day.doses(current, count: count, previous: previous, isStart: isStart) else { return nil }
            rungs.append(Rung(total: current, doses: doses))
            previous = doses.count
            if current == top { return rungs }
            let next = min(current + rise(from: current), top).rounded(downTo: grid)
            // A step no piece is small enough for is no step.
            guard next > current else { return nil }
            current = next
        }
        return nil
    }

    /// The rise allowed from here, which only the label's own last step exceeds: 60 to 80 mg, a fourth dose of 20.
    private func rise(from current: PlannedAmount) -> PlannedAmount {
        let numbers = day.rules.numbers
        let from = PlannedAmount(roundingDown: numbers.lastRiseFrom.number(on: day.day))
        let to = PlannedAmount(roundingDown: numbers.lastRiseTo.number(on: day.day))
        guard bounds.kind == .label, current == from, goal >= to else { return bounds.rise }
        return max(bounds.rise, PlannedAmount(hundredths: to.hundredths - from.hundredths))
    }
}
