import EventContracts
import MedicationDomain

/// The steps of one order whose instructions follow each other: a titration, a taper.
enum DosePlan {
    struct Step: Hashable, Sendable {
        /// Days from the start of the order.
        var offsetDays: Double
        var dailyDose: Double
    }

    /// Nil when the order is no sequence, or one that cannot be computed whole: it then has one dose, as prescribing
    /// understood it.
    static func steps(of order: OrderEvent) -> [Step]? {
        var groups: [Int: (dose: Double, days: Double?)] = [:]
        for instruction in order.dosageInstructions {
            guard let sequence = instruction.sequence, !instruction.asNeeded,
                let dose = dailyDose(instruction, of: order.medication)
            else { return nil }
            let days = instruction.timing?.durationDays
            let group = groups[sequence]
            groups[sequence] = ((group?.dose ?? 0) + dose, group == nil ? days : max(group?.days ?? 0, days ?? 0))
        }
        let ordered = groups.sorted { $0.key < $1.key }.map(\.value)
        guard ordered.count >= 2, ordered.dropLast().allSatisfy({ ($0.days ?? 0) > 0 }) else { return nil }
        var (steps, offset): ([Step], Double) = ([], 0)
        for group in ordered {
            steps.append(Step(offsetDays: offset, dailyDose: group.dose))
            offset += group.days ?? 0
        }
        // The last step of a titration goes on; that of a taper ends in nothing.
        let falls = zip(ordered, ordered.dropFirst()).allSatisfy { $0.dose > $1.dose }
        if falls, let days = ordered.last?.days, days > 0, ordered.last?.dose ?? 0 > 0 {
            steps.append(Step(offsetDays: offset, dailyDose: 0))
        }
        return steps
    }

    /// Milligrams a day; nil when unit or timing cannot be read.
    static func dailyDose(_ instruction: DosageInstruction, of medication: Medication) -> Double? {
        guard let dose = instruction.dose, let factor = milligrams(per: dose.unit, of: medication) else { return nil }
        guard let timing = instruction.timing else { return dose.high * factor }
        guard let count = timesADay(timing) else { return nil }
        let daily = dose.high * factor * count
        return daily.isFinite && daily >= 0 ? daily : nil
    }

    private static func timesADay(_ timing: DoseTiming) -> Double? {
        if !timing.timesOfDay.isEmpty { return Double(timing.timesOfDay.count) }
        if let frequency = timing.frequencyMax ?? timing.frequency {
            let days = (timing.period ?? 1) * (timing.periodUnit ?? .day).days
            return days > 0 ? Double(frequency) / days : nil
        }
        return timing.when.isEmpty ? 1 : Double(timing.when.count)
    }

    private static func milligrams(per unit: DoseUnit, of medication: Medication) -> Double? {
        switch unit {
        case .milligram: 1
        case .microgram: 0.001
        case .gram: 1000
        case .unit: medication.strength?.milligramsPerUnit
        case .milliliter: medication.strength?.milligramsPerMilliliter
        case .other: nil
        }
    }
}
