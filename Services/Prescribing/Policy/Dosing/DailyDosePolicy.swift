import MedicationDomain

/// The daily dose from all instructions of an order; what is not understood for certain is said, never guessed.
///
/// Instructions with the same number, or none, run side by side and add up; higher numbers follow (FHIR R4 `Dosage`).
enum DailyDosePolicy {
    static func read(_ instructions: [DosageInstruction], of medication: Medication) -> DoseReading {
        let written = WrittenDose(instructions: instructions, medication: medication)
        guard written.isRemembered else { return readAnew(instructions, of: medication) }
        return WrittenDose.recent.answer(to: written) { readAnew(instructions, of: medication) }
    }

    /// What `read` remembers.
    static func readAnew(_ instructions: [DosageInstruction], of medication: Medication) -> DoseReading {
        let reading = readStructure(instructions, of: medication)
        guard case .understood = reading else {
            // The structure was silent, so the text was asked, and this is why it did not help.
            return TextAgreement.doubt(about: instructions, of: medication).map(DoseReading.notUnderstood) ?? reading
        }
        do throws(DoseDoubt) {
            try TextAgreement.check(instructions, of: medication)
            return reading
        } catch {
            return .notUnderstood(error)
        }
    }

    /// The structure alone, whatever the text says.
    static func readStructure(_ instructions: [DosageInstruction], of medication: Medication) -> DoseReading {
        guard !instructions.isEmpty else {
            return .notUnderstood(DoseDoubt(reason: .noInstructions, element: "dosageInstruction"))
        }
        do throws(DoseDoubt) {
            var parts: [Part] = []
            for (index, instruction) in instructions.enumerated() {
                parts.append(try part(instruction, at: "dosageInstruction[\(index)]", medication))
            }
            return .understood(DailyDose(steps: steps(of: parts)))
        } catch {
            return .notUnderstood(error)
        }
    }

    /// One instruction in milligrams.
    private struct Part {
        var sequence: Int?
        var daily: Double
        var largest: Double
        var smallest: Double
        var dosesPerDay: Int
        /// How long it runs, where the instruction says: as a duration or as a number of doses.
        var days: Double?
        var instruction: DosageInstruction
    }

    private static func steps(of parts: [Part]) -> [DailyDose.Step] {
        let sequences = Set(parts.compactMap(\.sequence)).sorted()
        guard !sequences.isEmpty else { return dated(parts) ?? [step(of: parts)] }
        // An instruction without a number runs beside every step: the larger reading.
        return sequences.map { sequence in step(of: parts.filter { $0.sequence ?? sequence == sequence }) }
    }

    /// Instructions whose dates do not overlap follow each other, numbered or not.
    private static func dated(_ parts: [Part]) -> [DailyDose.Step]? {
        guard parts.count > 1 else { return nil }
        let steps = parts.map { step(of: [$0]) }
        guard steps.allSatisfy({ $0.start != nil }) else { return nil }
        let sorted = steps.sorted { ($0.start ?? .beginningOfTime) < ($1.start ?? .beginningOfTime) }
        for (before, after) in zip(sorted, sorted.dropFirst()) {
            guard let end = before.end, let start = after.start, end <= start else { return nil }
        }
        return sorted
    }

    private static func step(of parts: [Part]) -> DailyDose.Step {
        let timings = parts.compactMap(\.instruction.timing)
        let fullest = fullestDay(of: parts)
        return DailyDose.Step(
            dailyMilligrams: rounded(fullest.milligrams),
            largestSingleMilligrams: rounded(parts.map(\.largest).max() ?? 0),
            smallestSingleMilligrams: rounded(parts.map(\.smallest).min() ?? 0),
            dosesPerDay: fullest.doses, isAsNeeded: parts.contains { $0.instruction.asNeeded },
            durationDays: parts.compactMap(\.days).max(), start: timings.compactMap(\.start).min(),
            end: timings.compactMap(\.end).max())
    }

    /// The day of the week on which most is taken; instructions without weekdays count on each.
    private static func fullestDay(of parts: [Part]) -> (milligrams: Double, doses: Int) {
        let weekdays = Set(parts.flatMap { $0.instruction.timing?.daysOfWeek ?? [] }).sorted()
        let days = weekdays.isEmpty ? [nil] : weekdays.map(Optional.some)
        let sums = days.map { day in
            let taken = parts.filter { part in
                let own = part.instruction.timing?.daysOfWeek ?? []
                return own.isEmpty || day.map(own.contains) ?? true
            }
            return (milligrams: taken.reduce(0) { $0 + $1.daily }, doses: taken.reduce(0) { $0 + $1.dosesPerDay })
        }
        return (sums.map(\.milligrams).max() ?? 0, sums.map(\.doses).max() ?? 0)
    }

    private static func part(
        _ instruction: DosageInstruction, at element: String, _ medication: Medication
    ) throws(DoseDoubt) -> Part {
        let maximum: Double? =
            if let amount = instruction.maximumPerDay {
                try DoseAmountReading.milligrams(amount, of: medication, at: "\(element).maxDosePerPeriod").high
            } else {
                nil
            }
        guard let amount = instruction.dose else {
            throw DoseDoubt(reason: .noDose, element: "\(element).doseAndRate")
        }
        let single = try DoseAmountReading.milligrams(amount, of: medication, at: "\(element).doseAndRate")
        let count: Int
        do throws(DoseDoubt) {
            count = try DosesPerDay.count(instruction.timing, at: "\(element).timing")
        } catch {
            // As needed up to a maximum a day says all that a ceiling needs to know.
            guard instruction.asNeeded, error.reason == .noFrequency, let maximum, single.high > 0 else { throw error }
            let fitting = (maximum / single.high).rounded(.up)
            guard fitting <= DosesPerDay.most else { throw DoseDoubt(reason: .outOfRange, element: element) }
            count = max(1, Int(bounding: fitting))
        }
        var daily = single.high * Double(count)
        var doses = count
        if let maximum {
            daily = min(daily, maximum)
            // As many as fit; the last one may be a part of one.
            if single.high > 0 {
                doses = min(doses, max(1, Int(bounding: (maximum / single.high - 1e-9).rounded(.up))))
            }
        }
        guard daily.isFinite, daily >= 0, daily < 1e9 else {
            throw DoseDoubt(reason: .outOfRange, element: element)
        }
        return Part(
            sequence: instruction.sequence, daily: daily, largest: single.high,
            smallest: single.low > 0 ? single.low : single.high, dosesPerDay: doses,
            days: instruction.timing.flatMap { days(of: $0, dosesPerDay: count) }, instruction: instruction)
    }

    private static func days(of timing: DoseTiming, dosesPerDay: Int) -> Double? {
        if let days = timing.durationDays { return days }
        guard let count = timing.count, count > 1, timing.daysOfWeek.isEmpty else { return nil }
        let interval = max(1, (timing.period ?? 1) * (timing.periodUnit?.days ?? 1) / Double(timing.frequency ?? 1))
        return (Double(count) / Double(dosesPerDay)).rounded(.up) * interval
    }

    /// To a nanogram: sums of decimal fractions must not miss a limit by the last bit.
    private static func rounded(_ milligrams: Double) -> Double { (milligrams * 1e6).rounded() / 1e6 }
}
