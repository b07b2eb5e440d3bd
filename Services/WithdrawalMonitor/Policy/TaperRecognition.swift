import MedicationDomain

/// Tells a plan to come off, written as sequenced instructions of one order, from ordinary dosing.
enum TaperRecognition {
    /// True when at least two numbered steps each ask for less a day than the one before.
    static func isTaper(_ instructions: [DosageInstruction]) -> Bool {
        var bySequence: [Int: Double] = [:]
        for instruction in instructions {
            guard let sequence = instruction.sequence, let dose = dailyAmount(instruction) else { return false }
            bySequence[sequence, default: 0] += dose
        }
        let doses = bySequence.sorted { $0.key < $1.key }.map(\.value)
        guard doses.count >= 2 else { return false }
        return zip(doses, doses.dropFirst()).allSatisfy { $0 > $1 }
    }

    /// In the unit it was written in: what falls is compared with itself.
    private static func dailyAmount(_ instruction: DosageInstruction) -> Double? {
        var plain = instruction
        plain.dose?.unit = .milligram
        return DosePlan.dailyDose(plain, of: Medication(text: ""))
    }
}
