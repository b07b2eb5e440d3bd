import MedicationDomain

/// One dose with its times.
struct SigPart {
    var amount: DoseAmount?
    /// The same dose in other units.
    var equivalents: [DoseAmount] = []
    /// The product as written, `20 mg tab`.
    var product: DoseAmount?
    var perUnit: DoseAmount?
    var concentration: DoseAmount?
    /// So much a day, to be split.
    var total: DoseAmount?
    var doses: Int?
    var isDivided = false
    var timing: SigTiming?
    var isAsNeeded = false
    var days: Double?
    var maximum: SigMaximum?
    var route: Route?

    var hasDose: Bool { amount != nil || total != nil || product != nil && timing != nil }
    var isBlank: Bool { !hasDose && product == nil && timing == nil && days == nil && maximum == nil && !isAsNeeded }

    // MARK: - Taking in

    mutating func divide(into count: Int?) throws(SigDoubt) {
        guard !isDivided, count ?? 1 > 0 else { throw .contradiction }
        isDivided = true
        doses = count
        // `30 mg a day in 3 divided doses`: what was read as one dose is the total.
        if total == nil, let amount, timing == nil || timing?.isEveryDay == true {
            (total, self.amount, timing) = (amount, nil, nil)
        }
        guard total != nil else { throw .noAmount }
    }

    mutating func take(_ other: SigTiming) throws(SigDoubt) {
        guard var known = timing else {
            timing = other
            return
        }
        if other.isEveryDay {
            // `at bedtime daily`, `three times a day every day`.
            if known.weekdays.isEmpty { return }
            throw .contradiction
        }
        if known.isEveryDay {
            timing = other
            return
        }
        known.when += other.when
        known.times += other.times
        known.weekdays += other.weekdays
        if let frequency = other.frequency {
            if known.frequency != nil {
                guard known.dosesPerDay == other.dosesPerDay else { throw .contradiction }
            } else {
                (known.frequency, known.frequencyMax) = (frequency, other.frequencyMax)
                (known.period, known.periodMax, known.unit) = (other.period, other.periodMax, other.unit)
            }
        }
        timing = known
    }

    /// `1 tab bid x 3 days, then daily`: the amount goes on where only the times are new.
    mutating func takeOver(from before: SigPart?, isNextStep: Bool) {
        guard isNextStep, !hasDose, timing != nil, let before, let amount = before.amount else { return }
        (self.amount, equivalents) = (amount, before.equivalents)
        (perUnit, concentration) = (before.perUnit, before.concentration)
    }

    // MARK: - The instruction

    func instruction(sequence: Int?, text: String, strength: Strength?) throws(SigDoubt) -> DosageInstruction {
        var part = self
        try part.split()
        if let product {
            // Beside an amount it is the strength, alone the dose.
            if part.amount == nil { part.amount = product } else { part.perUnit = part.perUnit ?? product }
        }
        guard let amount = part.amount else { throw .noAmount }
        let dose = try part.agreed(amount, strength)
        guard dose.high > 0 else { throw .noAmount }
        var timing = try part.timing.map { timing throws(SigDoubt) in try timing.domain }
        let most = try maximum.map { maximum throws(SigDoubt) in try SigPart.amount(maximum, of: dose) }
        if timing == nil {
            guard isAsNeeded, most != nil else { throw .noFrequency }
            timing = days.map { DoseTiming(durationDays: $0) }
        }
        timing?.durationDays = days
        return DosageInstruction(
            sequence: sequence, text: text, timing: timing, asNeeded: isAsNeeded, route: route, dose: dose,
            maximumPerDay: most)
    }

    /// A daily total over its doses; by a pump it runs all day.
    private mutating func split() throws(SigDoubt) {
        guard let total else { return }
        guard amount == nil else { throw .twice }
        if let count = doses ?? (isDivided ? timing?.dosesPerDay : nil) {
            if let stated = timing?.dosesPerDay, stated != count { throw .contradiction }
            amount = total.times(1 / Double(count))
            timing = timing ?? .perDay(count)
        } else {
            guard route == .intrathecal, timing == nil else { throw .noFrequency }
            (amount, timing) = (total, .everyDay)
        }
    }

    /// Every way in which the dose is written must come to the same.
    private func agreed(_ amount: DoseAmount, _ strength: Strength?) throws(SigDoubt) -> DoseAmount {
        var strength = strength
        if let each = perUnit?.milligrams {
            guard amount.unit == .unit || product == nil else { throw .contradiction }
            if let known = strength?.milligramsPerUnit, !SigPart.isSame(known, each) { throw .contradiction }
            strength = Strength(milligramsPerUnit: each)
        }
        if let each = concentration?.milligrams {
            if let known = strength?.milligramsPerMilliliter, !SigPart.isSame(known, each) { throw .contradiction }
            strength = Strength(milligramsPerMilliliter: each)
        }
        let written = [amount] + equivalents
        let masses = written.compactMap { SigPart.milligrams($0, strength) }
        guard masses.dropFirst().allSatisfy({ SigPart.isSame($0, masses[0]) }) else { throw .contradiction }
        if let mass = written.first(where: { $0.milligrams != nil }) { return mass }
        guard perUnit != nil || concentration != nil, let milligrams = SigPart.milligrams(amount, strength),
            amount.high > 0
        else { return amount }
        return DoseAmount(low: milligrams * amount.low / amount.high, high: milligrams, .milligram)
    }

    private static func amount(_ maximum: SigMaximum, of dose: DoseAmount) throws(SigDoubt) -> DoseAmount {
        switch maximum {
        case .amount(let amount): amount
        case .doses(let count): DoseAmount(dose.high * count, dose.unit)
        }
    }

    /// At its upper end; nil where the strength is not known.
    static func milligrams(_ amount: DoseAmount, _ strength: Strength?) -> Double? {
        switch amount.unit {
        case .unit: strength?.milligramsPerUnit.map { $0 * amount.high }
        case .milliliter: strength?.milligramsPerMilliliter.map { $0 * amount.high }
        default: amount.milligrams
        }
    }

    static func isSame(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 0.005 * max(abs(one), abs(other)) }
}

extension SigTiming {
    /// Nil for intervals that are no whole number of doses in a day.
    var dosesPerDay: Int? {
        guard let frequency, let period, let unit else { return nil }
        let count = Double(frequencyMax ?? frequency) / (period * unit.days)
        return count >= 1 && count == count.rounded() ? Int(count) : nil
    }

    /// In FHIR's words.
    var domain: DoseTiming {
        get throws(SigDoubt) {
            let isCounted = frequency != nil && !isEveryDay
            let events = times.count + when.reduce(0) { $0 + (["C", "AC", "PC"].contains($1) ? 3 : 1) }
            guard !isCounted || !hasEvents || dosesPerDay == events else { throw .contradiction }
            guard times.isEmpty || when.isEmpty, Set(when).count == when.count, Set(times).count == times.count else {
                throw .contradiction
            }
            var timing = DoseTiming(timesOfDay: times, when: when, daysOfWeek: weekdays)
            if !hasEvents {
                (timing.frequency, timing.frequencyMax) = (frequency, frequencyMax)
                (timing.period, timing.periodMax, timing.periodUnit) = (period, periodMax, unit)
            }
            return timing
        }
    }
}
