import EventContracts
import MedicationDomain

/// Divides a day's dose into doses at named times, each of which can be made from the product.
struct DayOfDoses {
    let product: TitrationProduct
    let bounds: TitrationBounds
    let rules: TitrationRules
    let day: CalendarDay
    /// Doses a day somebody prefers.
    let preferred: Int?
    /// The amount all doses are multiples of.
    let unit: PlannedAmount

    /// Nil when the product has no piece that the doses could be multiples of.
    init?(
        _ product: TitrationProduct, _ bounds: TitrationBounds, from present: PlannedAmount?, by rules: TitrationRules,
        on day: CalendarDay, preferred: Int?
    ) {
        (self.product, self.bounds, self.rules, self.day, self.preferred) = (product, bounds, rules, day, preferred)
        let step = PlannedAmount(roundingDown: rules.numbers.doseStep.number(on: day))
        guard let concentration = product.concentration else {
            let pieces = DosePieces(of: product)
            let whole = (1...8).lazy.map { step * $0 }.first { pieces.compose($0) != nil }
            guard let whole else { return nil }
            unit = whole
            return
        }
        let measured = PlannedAmount(roundingDown: rules.numbers.volumeStep.number(on: day) * concentration)
        // A liquid can go on from any dose; plans for adults keep to the steps of the label unless it cannot.
        unit = bounds.isByWeight || present?.isMultiple(of: step) == false ? measured : step
        guard unit > .zero else { return nil }
    }

    private var numbers: TitrationRules.Numbers { rules.numbers }
    private var mostDoses: Int { Int(bounding: numbers.mostDoses.number(on: day)) }

    /// Numbers of doses a day to try in turn, for doses that are all alike; none when doses follow the total.
    var evenCounts: [Int] {
        guard bounds.isByWeight, product.kind == .liquid else { return [] }
        let usual = Int(bounding: numbers.childDoses.number(on: day))
        let counts = Array(stride(from: usual, through: bounds.fewestDoses, by: -1))
        guard let preferred, preferred >= bounds.fewestDoses, preferred <= mostDoses else { return counts }
        return [preferred] + counts.filter { $0 < preferred }
    }

    /// The doses of a day, or nil when they cannot be made within the bounds.
    ///
    /// - Parameters:
    ///   - count: how many, for doses all alike; nil: as the total asks for, never fewer than `previous`.
    ///   - isStart: whether a therapy begins with it.
    func doses(_ total: PlannedAmount, count: Int?, previous: Int, isStart: Bool) -> [ScheduledDose]? {
        guard total > .zero, total.isMultiple(of: unit) else { return nil }
        let first = PlannedAmount(roundingDown: numbers.firstSingleDose.number(on: day))
        let single = isStart ? min(first, bounds.largestSingle) : bounds.largestSingle
        let units = total.count(of: unit)
        let unitsAtOnce = single.count(of: unit)
        guard unitsAtOnce > 0 else { return nil }
        let least = max(bounds.fewestDoses, (units + unitsAtOnce - 1) / unitsAtOnce)
        let most = min(mostDoses, units)
        guard least <= most else { return nil }
        let wanted = count ?? preferred ?? max(previous, usualCount(total))
        let chosen = min(max(wanted, least), most)
        guard let times = rules.times[chosen], times.count == chosen else { return nil }
        var doses: [ScheduledDose] = []
        for (index, time) in times.enumerated() {
            // What does not divide evenly is taken last.
            let extra = index >= chosen - units % chosen ? 1 : 0
            guard let dose = dose(unit * (units / chosen + extra), at: time) else { return nil }
            doses.append(dose)
        }
        return doses
    }

    /// Small totals in one or two doses, then the label's three; a fourth where three would be too large.
    private func usualCount(_ total: PlannedAmount) -> Int {
        guard bounds.kind != .child else { return Int(bounding: numbers.childDoses.number(on: day)) }
        let steps = total.count(of: PlannedAmount(roundingDown: numbers.doseStep.number(on: day)))
        if steps % 3 == 0 { return 3 }
        return steps <= 2 ? max(1, steps) : steps == 4 ? 2 : 3
    }

    private func dose(_ amount: PlannedAmount, at time: String) -> ScheduledDose? {
        if let concentration = product.concentration {
            let milliliters = (amount.milligrams / concentration * 1000).rounded() / 1000
            return ScheduledDose(time: time, milligrams: amount.milligrams, milliliters: milliliters)
        }
        guard let tablets = DosePieces(of: product).compose(amount) else { return nil }
        return ScheduledDose(time: time, milligrams: amount.milligrams, tablets: tablets)
    }
}
