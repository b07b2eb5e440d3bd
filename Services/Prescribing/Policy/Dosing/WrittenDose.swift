import MedicationDomain

/// A dose as it is written, with the medicine it is of: all that reading it depends on.
struct WrittenDose: Hashable, Sendable {
    var instructions: [DosageInstruction]
    var medication: Medication

    /// Readings of doses that were met lately. An order is judged again with every fact about its patient, and
    /// hospitals write the same few instructions for most.
    static let recent = RecentAnswers<WrittenDose, DoseReading>(limit: 4096)
    /// Longer texts are rare, and remembering one would take the place of many.
    private static let longestRemembered = 400

    var isRemembered: Bool {
        medication.text.utf8.count <= WrittenDose.longestRemembered && instructions.count <= 8
            && instructions.allSatisfy { instruction in
                instruction.text?.utf8.count ?? 0 <= WrittenDose.longestRemembered
                    && instruction.dose?.isPlain ?? true && instruction.maximumPerDay?.isPlain ?? true
            }
    }

    /// What tells most of them apart; equality asks for everything.
    func hash(into hasher: inout Hasher) {
        hasher.combine(medication.text)
        for instruction in instructions {
            hasher.combine(instruction.text)
            hasher.combine(instruction.dose?.high)
            hasher.combine(instruction.timing?.frequency)
        }
    }

    /// Texts are equal by their bytes: what looks the same may be read otherwise.
    static func == (one: WrittenDose, other: WrittenDose) -> Bool {
        one.medication == other.medication && one.instructions == other.instructions
            && one.medication.text.isSameBytes(as: other.medication.text)
            && zip(one.instructions, other.instructions).allSatisfy { ($0.text ?? "").isSameBytes(as: $1.text ?? "") }
    }
}

extension DoseAmount {
    /// Minus zero equals zero, but is not written as it.
    fileprivate var isPlain: Bool { low.sign == .plus && high.sign == .plus }
}

extension String {
    func isSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
