public import MedicationDomain

extension FHIRDosage {
    /// The instruction in our own units; what is not understood stays nil or `.other`.
    public var domain: DosageInstruction {
        var instruction = DosageInstruction(
            sequence: sequence, text: text ?? patientInstruction, timing: timing?.domain, asNeeded: isAsNeeded,
            route: route?.route, dose: dose, maximumPerDay: maxDosePerPeriod?.dosePerDay)
        if instruction.dose == nil, let rate = alternatives.lazy.compactMap(\.rate?.overTime).first {
            instruction.runContinuously(rate)
        }
        return instruction
    }

    /// What was ordered, if the sender tells it from what was calculated.
    private var alternatives: [DoseAndRate] {
        let ordered = doseAndRate.filter { $0.type?.codings.contains { $0.code == "ordered" } == true }
        return ordered.isEmpty ? doseAndRate : ordered
    }

    /// One dose from all alternatives: a weight if there is one; where they differ, from lowest to highest.
    private var dose: DoseAmount? {
        let amounts = alternatives.compactMap(\.dose?.amount)
        guard let lead = amounts.first(where: \.unit.isMass) ?? amounts.first else { return nil }
        let alike = amounts.filter { $0.unit == lead.unit }
        return DoseAmount(
            low: alike.map(\.low).min() ?? lead.low, high: alike.map(\.high).max() ?? lead.high, lead.unit)
    }
}

extension FHIRDosage.Dose {
    /// The dose in our units; nil when it has no value.
    public var amount: DoseAmount? {
        switch self {
        case .quantity(let quantity): quantity.doseAmount
        case .range(let range): range.doseAmount
        }
    }
}

extension FHIRRatio {
    /// So much a day; nil when it is no amount per time.
    public var dosePerDay: DoseAmount? {
        guard let amount = numerator?.doseAmount, let days = denominator?.days, days > 0 else { return nil }
        return DoseAmount(low: amount.low / days, high: amount.high / days, amount.unit)
    }
}

extension DosageInstruction {
    /// A rate and nothing else, as for a pump: that amount once in every stretch of its time.
    ///
    /// Beside a schedule a rate only tells how fast each dose runs in, and the dose stays unknown.
    mutating func runContinuously(_ rate: FHIRRate.OverTime) {
        var timing = timing ?? DoseTiming()
        guard !timing.hasSchedule else { return }
        (timing.frequency, timing.period, timing.periodUnit) = (1, rate.period, rate.unit)
        (self.timing, dose) = (timing, rate.amount)
    }
}

extension DoseUnit {
    fileprivate var isMass: Bool { self == .milligram || self == .microgram || self == .gram }
}

extension DoseTiming {
    fileprivate var hasSchedule: Bool {
        frequency != nil || period != nil || code != nil || count != nil || !timesOfDay.isEmpty || !when.isEmpty
            || !daysOfWeek.isEmpty
    }
}

extension FHIRMedicationAdministration.Dosage {
    /// What was given in our own units; a rate alone counts as running.
    public var domain: DosageInstruction {
        var instruction = DosageInstruction(text: text, route: route?.route, dose: dose?.doseAmount)
        if instruction.dose == nil, let rate = rate?.overTime { instruction.runContinuously(rate) }
        return instruction
    }
}
