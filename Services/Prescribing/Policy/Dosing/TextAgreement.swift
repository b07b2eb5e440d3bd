import MedicationDomain
import SigReading

/// The sig beside the structure: whoever gives the medicine reads the text, so the two must say the same.
enum TextAgreement {
    /// Throws when a text that is understood for certain tells another dose than its structure.
    ///
    /// Record systems repeat the whole sig at each of its instructions, so those of one text are held against it together.
    /// A schedule may also say the same of several of its steps: then each step is held against the text by itself.
    static func check(_ instructions: [DosageInstruction], of medication: Medication) throws(DoseDoubt) {
        var byText: [(text: String, first: Int, instructions: [DosageInstruction])] = []
        for (index, instruction) in instructions.enumerated() {
            guard let text = instruction.text else { continue }
            if let known = byText.firstIndex(where: { $0.text == text }) {
                byText[known].instructions.append(instruction)
            } else {
                byText.append((text, index, [instruction]))
            }
        }
        for group in byText {
            guard let written = try? SigReader.read(group.text, of: medication),
                case .understood(let inText) = DailyDosePolicy.readStructure(withoutMaximum(written), of: medication),
                case .understood(let structured) = DailyDosePolicy.readStructure(
                    withoutMaximum(group.instructions), of: medication)
            else { continue }
            guard isSame(inText, structured) || saysItOfEachStep(inText, group.instructions, of: medication) else {
                throw DoseDoubt(reason: .textDiffers, element: "dosageInstruction[\(group.first)].text")
            }
        }
    }

    /// Whether instructions that follow one another, by their numbers, each say what the text says.
    private static func saysItOfEachStep(
        _ written: DailyDose, _ instructions: [DosageInstruction], of medication: Medication
    ) -> Bool {
        let numbers = instructions.compactMap(\.sequence)
        guard instructions.count > 1, Set(numbers).count == instructions.count else { return false }
        return instructions.allSatisfy { instruction in
            guard
                case .understood(let step) = DailyDosePolicy.readStructure(
                    withoutMaximum([instruction]), of: medication)
            else { return false }
            return isSame(written, step)
        }
    }

    /// A maximum is often told in one of the two only, and takes nothing away from what both say.
    private static func withoutMaximum(_ instructions: [DosageInstruction]) -> [DosageInstruction] {
        instructions.map { instruction in
            var instruction = instruction
            instruction.maximumPerDay = nil
            return instruction
        }
    }

    /// Why the text of an instruction without dose or times tells nothing for certain; nil where there is no such.
    static func doubt(about instructions: [DosageInstruction], of medication: Medication) -> DoseDoubt? {
        for (index, instruction) in instructions.enumerated() {
            guard instruction.dose == nil || instruction.timing == nil, let text = instruction.text else { continue }
            do throws(SigDoubt) {
                _ = try SigReader.read(text, of: medication)
            } catch {
                return DoseDoubt(
                    reason: .textNotUnderstood, element: "dosageInstruction[\(index)].text", detail: error.reason)
            }
        }
        return nil
    }

    private static func isSame(_ one: DailyDose, _ other: DailyDose) -> Bool {
        one.steps.count == other.steps.count
            && zip(one.steps, other.steps).allSatisfy { left, right in
                isSame(left.dailyMilligrams, right.dailyMilligrams)
                    && isSame(left.largestSingleMilligrams, right.largestSingleMilligrams)
                    && left.dosesPerDay == right.dosesPerDay
                    && (left.days == nil || right.days == nil || left.days == right.days)
            }
    }

    private static func isSame(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 0.005 * max(one, other) }
}
