import MedicationDomain

/// The daily dose from all instructions of an order; what is not understood for certain is said, never guessed.
///
/// Instructions with the same number, or none, run side by side and add up; higher numbers follow (FHIR R4 `Dosage`).
enum DailyDosePolicy {
    static func read(_ instructions: [DosageInstruction], of medication: Medication) -> DoseReading {
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
        var instruction: DosageInstruction
    }

    private static func steps(of parts: [Part]) -> [DailyDose.Step] {
        let sequences = Set(parts.compactMap(\.sequence)).sorted()
        guard !sequences.isEmpty else { return [step(of: parts)] }
        // An instruction without a number runs beside every step: the larger reading.
        return sequences.map { sequence in step(of: parts.filter { $0.sequence ?? sequence == sequence }) }
    }

    private static func step(of parts: [Part]) -> DailyDose.Step {
        let timings = parts.compactMap(\.instruction.timing)
        return DailyDose.Step(
            dailyMilligrams: rounded(parts.reduce(0) { $0 + $1.daily }),
            largestSingleMilligrams: rounded(parts.map(\.largest).max() ?? 0),
            smallestSingleMilligrams: rounded(parts.map(\.smallest).min() ?? 0),
            dosesPerDay: parts.reduce(0) { $0 + $1.dosesPerDay },
            isAsNeeded: parts.contains { $0.instruction.asNeeded },
            durationDays: timings.compactMap(\.durationDays).max(),
            start: timings.compactMap(\.start).min(), end: timings.compactMap(\.end).max())
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
        if let maximum { daily = min(daily, maximum) }
        guard daily.isFinite, daily >= 0, daily < 1e9 else {
            throw DoseDoubt(reason: .outOfRange, element: element)
        }
        return Part(
            sequence: instruction.sequence, daily: daily, largest: single.high,
            smallest: single.low > 0 ? single.low : single.high, dosesPerDay: count, instruction: instruction)
    }

    /// To a nanogram: sums of decimal fractions must not miss a limit by the last bit.
    private static func rounded(_ milligrams: Double) -> Double { (milligrams * 1e6).rounded() / 1e6 }
}
