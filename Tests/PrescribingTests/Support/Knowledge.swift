import EventContracts
import KnowledgeFiles
import MedicationCatalog
import MedicationDomain
import ServiceHost
import ServiceRuntime

@testable import Prescribing

let source = KnowledgeSource.embedded(EmbeddedFiles.all)

func loadedKnowledge() throws -> LoadedKnowledge { try LoadedKnowledge(source) }
func hospitalIntake() throws -> HospitalIntake { try HospitalIntake(knowledge: loadedKnowledge()) }
func judgementPolicy() throws -> JudgementPolicy { JudgementPolicy(knowledge: try loadedKnowledge().policy) }

/// The day on which the invented patients are judged.
let noon = Instant(millisecondsSince1970: 1_795_176_000_000)

let baclofen = Medication(
    text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292", productRxNormCode: "197391",
    ingredients: [Ingredient(name: "baclofen", rxNormCode: "1292", atcCodes: ["M03BX01"])], form: .tablet,
    strength: Strength(milligramsPerUnit: 10))

func liquidBaclofen(milligramsPerMilliliter: Double?) -> Medication {
    var liquid = baclofen
    (liquid.text, liquid.form) = ("Baclofen oral solution", .oralSolution)
    liquid.strength = milligramsPerMilliliter.map { Strength(milligramsPerMilliliter: $0) }
    return liquid
}

/// So many milligrams, so many times a day.
func dosage(
    _ milligrams: Double, timesADay: Int?, sequence: Int? = nil, days: Double? = nil
) -> DosageInstruction {
    let timing = timesADay.map { DoseTiming(frequency: $0, period: 1, periodUnit: .day, durationDays: days) }
    return DosageInstruction(sequence: sequence, timing: timing, dose: DoseAmount(milligrams, .milligram))
}

func daily(_ instructions: [DosageInstruction], of medication: Medication = baclofen) -> Double? {
    DailyDosePolicy.read(instructions, of: medication).dose?.highestDailyMilligrams
}
