import FHIRModels
import MedicationDomain

/// Dosage instructions in our own words: from their structure, and from the written sig where the structure is silent.
///
/// What the text does not tell for certain stays open, and the judge holds the order for it.
enum InstructionReading {
    static func read(_ dosages: [FHIRDosage], of medicine: Medication) -> [DosageInstruction] {
        dosages.flatMap { read($0.domain, isOnly: dosages.count == 1, of: medicine) }
    }

    static func read(
        _ structured: DosageInstruction, isOnly: Bool, of medicine: Medication
    ) -> [DosageInstruction] {
        let hasTimes = structured.timing?.tellsHowOften == true
        guard structured.dose == nil || !hasTimes, let text = structured.text,
            let written = WrittenSig.read(text, of: medicine)
        else { return [structured] }
        guard written.count > 1 || structured.dose != nil || hasTimes else {
            return written.map { filled(structured, from: $0) }
        }
        if structured.dose == nil, !hasTimes {
            // Steps among other instructions have no place in their order.
            guard isOnly || written.allSatisfy({ $0.sequence == nil }) else { return [structured] }
            return written.map { instruction in
                var instruction = instruction
                instruction.sequence = instruction.sequence ?? structured.sequence
                instruction.route = structured.route ?? instruction.route
                instruction.asNeeded = structured.asNeeded || instruction.asNeeded
                return instruction
            }
        }
        return written.count == 1 ? [filled(structured, from: written[0])] : [structured]
    }

    /// The structure, with what only the text tells.
    private static func filled(_ structured: DosageInstruction, from written: DosageInstruction) -> DosageInstruction {
        var instruction = structured
        instruction.dose = structured.dose ?? written.dose
        instruction.route = structured.route ?? written.route
        instruction.asNeeded = structured.asNeeded || written.asNeeded
        instruction.maximumPerDay = structured.maximumPerDay ?? written.maximumPerDay
        if structured.timing?.tellsHowOften != true, var timing = written.timing {
            timing.start = structured.timing?.start
            timing.end = structured.timing?.end
            timing.durationDays = structured.timing?.durationDays ?? timing.durationDays
            timing.count = structured.timing?.count
            instruction.timing = timing
        }
        return instruction
    }
}

extension DoseTiming {
    /// Whether anything says how often, and not only from when to when.
    var tellsHowOften: Bool {
        frequency != nil || period != nil || code != nil || !timesOfDay.isEmpty || !when.isEmpty || !daysOfWeek.isEmpty
    }
}
