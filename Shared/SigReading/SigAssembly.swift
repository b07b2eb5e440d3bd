import MedicationDomain

/// Puts together what a sig says: which amount belongs to which times, what runs side by side and what follows.
struct SigAssembly {
    private let strength: Strength?
    private var steps = [Step()]
    private var hasStopped = false
    private var isAfterAnd = false

    init(strength: Strength?) { self.strength = strength }

    /// A stretch of days; its parts are taken side by side.
    private struct Step {
        var parts = [SigPart()]
        var range: (first: Int, last: Int?)?
        /// The days were said behind the doses, so the next dose is another stretch.
        var isClosed = false
        /// The total of a day as it was written beside the doses.
        var claims: [DoseAmount] = []
        var isBlank: Bool { parts.count == 1 && parts[0].isBlank }
    }

    private var step: Step {
        get { steps[steps.count - 1] }
        set { steps[steps.count - 1] = newValue }
    }
    private var part: SigPart {
        get { step.parts[step.parts.count - 1] }
        set { steps[steps.count - 1].parts[step.parts.count - 1] = newValue }
    }

    mutating func take(_ item: SigItem) throws(SigDoubt) {
        switch item {
        case .separator, .remark: return
        case .and:
            isAfterAnd = true
            return
        case .stop:
            hasStopped = true
            return
        default: break
        }
        guard !hasStopped else { throw .contradiction }
        defer { isAfterAnd = false }
        switch item {
        case .amount(let amount): try take(amount)
        case .product(let amount): try take(product: amount)
        case .ramp(let ramp): try take(ramp)
        case .equivalent(let amount):
            if part.amount == nil { try take(amount) } else { part.equivalents.append(amount) }
        case .perUnit(let amount): part.perUnit = try once(part.perUnit, amount)
        case .concentration(let amount): part.concentration = try once(part.concentration, amount)
        case .dailyTotal(let total):
            if part.amount == nil { part.total = try once(part.total, total) } else { step.claims.append(total) }
        case .divided(let count): try part.divide(into: count)
        case .morningNoonNight(let morning, let noon, let night): try take(morning, noon, night)
        case .timing(let timing): try part.take(timing)
        case .asNeeded:
            // `at bedtime and as needed`: nobody knows how often besides.
            guard !isAfterAnd else { throw .noFrequency }
            part.isAsNeeded = true
        case .lasts(let days): part.days = try once(part.days, days)
        case .days(let first, let last): try take(days: first, last)
        case .maximum(let maximum): part.maximum = try once(part.maximum, maximum)
        case .route(let route): part.route = try once(part.route, route)
        case .then: if !step.isBlank { steps.append(Step()) }
        case .separator, .and, .remark, .stop: break
        }
    }

    private func once<Value: Equatable>(_ known: Value?, _ value: Value) throws(SigDoubt) -> Value {
        guard known == nil || known == value else { throw .contradiction }
        return value
    }

    private mutating func take(_ amount: DoseAmount) throws(SigDoubt) {
        if step.isClosed {
            steps.append(Step())
        } else if part.hasDose, part.timing != nil {
            // `1 daily for 3 days, 2 daily for 3 days`: side by side, or one after the other?
            guard part.days == nil else { throw .daysOutOfOrder }
            step.parts.append(SigPart())
        } else if let known = part.amount {
            // `1 tablet 10 mg`: the same dose in another unit; `1/2 tablet 20 mg` may mean the tablet by the 20 mg.
            guard known.unit != amount.unit else { throw .twice }
            guard strength != nil || known == DoseAmount(1, known.unit) else { throw .contradiction }
            part.equivalents.append(amount)
            return
        }
        part.amount = amount
    }

    private mutating func take(product: DoseAmount) throws(SigDoubt) {
        if part.hasDose || part.product != nil {
            guard part.timing != nil || step.isClosed else {
                // `1 tablet of the 10 mg tablets`.
                part.perUnit = try once(part.perUnit, product)
                return
            }
            if step.isClosed { steps.append(Step()) } else { step.parts.append(SigPart()) }
        }
        part.product = product
    }

    /// Each step of the rule becomes one of ours.
    private mutating func take(_ ramp: SigRamp) throws(SigDoubt) {
        guard step.parts.count == 1, step.range == nil, part.days == nil, let first = part.amount ?? part.product,
            let timing = part.timing, let change = ramp.change.milligrams, let start = first.milligrams,
            first.low == first.high, ramp.everyDays >= 1
        else { throw .contradiction }
        // `by 5 mg` of what is taken several times a day: of each dose, or of the day?
        guard ramp.isPerDose || timing.dosesPerDay == 1 else { throw .contradiction }
        guard let goal = ramp.goal.map(\.milligrams) ?? 0 else { throw .contradiction }
        let count = (goal - start) / change
        guard count >= 1, count <= 100, abs(count - count.rounded()) < 1e-6 else { throw .contradiction }
        var dose = part
        (dose.equivalents, dose.perUnit, dose.product) = ([], nil, nil)
        steps.removeLast()
        let last = Int(count.rounded())
        for number in 0...last {
            let milligrams = start + Double(number) * change
            guard milligrams > 1e-9 else { break }
            dose.amount = DoseAmount(milligrams, .milligram)
            dose.days = number < last ? ramp.everyDays : nil
            var step = Step()
            step.parts = [dose]
            steps.append(step)
        }
    }

    private mutating func take(_ morning: Double, _ noon: Double, _ night: Double) throws(SigDoubt) {
        guard part.timing == nil, part.equivalents.isEmpty else { throw .twice }
        let one = part.amount ?? DoseAmount(1, .unit)
        var parts: [SigPart] = []
        for (count, event) in [(morning, "MORN"), (noon, "NOON"), (night, "NIGHT")] where count > 0 {
            var dose = part
            (dose.amount, dose.timing) = (one.times(count), .at(event))
            parts.append(dose)
        }
        guard !parts.isEmpty else { throw .noAmount }
        step.parts.removeLast()
        step.parts += parts
    }

    private mutating func take(days first: Int, _ last: Int?) throws(SigDoubt) {
        guard last ?? first >= first else { throw .daysOutOfOrder }
        if step.range != nil || step.isClosed {
            guard !step.isBlank else { throw .twice }
            steps.append(Step())
        }
        step.isClosed = !step.isBlank
        step.range = (first, last)
    }

    // MARK: - The end

    func instructions(text: String) throws(SigDoubt) -> [DosageInstruction] {
        guard !steps[0].isBlank else { throw .empty }
        var instructions: [DosageInstruction] = []
        var (before, lastDay, route): (SigPart?, Int, Route?) = (nil, 0, nil)
        for (index, step) in steps.enumerated() {
            var days = try length(of: step)
            if let range = step.range {
                guard range.first == lastDay + 1 else { throw .daysOutOfOrder }
                lastDay = range.last ?? .max - 1
                days = range.last.map { Double($0 - range.first + 1) }
            }
            // Without its length nobody knows when the next one begins.
            guard days != nil || index == steps.count - 1 else { throw .daysOutOfOrder }
            var resolved: [DosageInstruction] = []
            for part in step.parts {
                var part = part
                part.takeOver(from: before, isNextStep: index > 0 && step.parts.count == 1)
                route = part.route ?? route
                part.route = route
                part.days = days ?? part.days
                // `1 capsule on day 1` is one.
                if part.timing == nil, step.range?.first == step.range?.last, step.range != nil {
                    part.timing = .perDay(1)
                }
                resolved.append(
                    try part.instruction(sequence: steps.count > 1 ? index + 1 : nil, text: text, strength: strength))
                before = part
            }
            try check(step.claims, against: resolved)
            instructions += resolved
        }
        return instructions
    }

    /// The length said of one part counts for all that run beside it.
    private func length(of step: Step) throws(SigDoubt) -> Double? {
        let lengths = Set(step.parts.compactMap(\.days))
        guard lengths.count <= 1 else { throw .contradiction }
        return lengths.first
    }

    /// `20 mg qid (80 mg/day)` must add up.
    private func check(_ claims: [DoseAmount], against instructions: [DosageInstruction]) throws(SigDoubt) {
        for claim in claims {
            var sum = 0.0
            for instruction in instructions {
                guard let dose = instruction.dose.flatMap({ SigPart.milligrams($0, strength) }),
                    let count = instruction.timing?.mostPerDay, let total = claim.milligrams, total > 0
                else { continue }
                sum += dose * count
            }
            guard sum == 0 || SigPart.isSame(sum, claim.milligrams ?? sum) else { throw .contradiction }
        }
    }
}

extension DoseTiming {
    /// Doses in a day on which there are any, at most.
    fileprivate var mostPerDay: Double? {
        let events = timesOfDay.count + when.reduce(0) { $0 + (["C", "AC", "PC"].contains($1) ? 3 : 1) }
        if events > 0 { return Double(events) }
        guard let frequency, let period, let periodUnit else { return nil }
        return max(1, Double(frequencyMax ?? frequency) / (period * periodUnit.days))
    }
}
