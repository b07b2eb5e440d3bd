import EventContracts
import MedicationDomain

/// A plan as a FHIR R4 MedicationRequest: one numbered instruction for each dose of each step.
struct TaperOrder: Codable, Hashable, Sendable {
    struct Coding: Codable, Hashable, Sendable {
        var system: String
        var code: String
        var display: String?
    }
    struct Concept: Codable, Hashable, Sendable {
        var coding: [Coding]?
        var text: String?
    }
    struct Reference: Codable, Hashable, Sendable { var reference: String }
    struct Quantity: Codable, Hashable, Sendable {
        var value: Double
        var unit: String
        var system = "http://unitsofmeasure.org"
        var code: String
    }
    struct Repeat: Codable, Hashable, Sendable {
        var boundsDuration: Quantity
        var frequency = 1
        var period = 1
        var periodUnit = "d"
        var when: [String]?
        var timeOfDay: [String]?
    }
    struct Timing: Codable, Hashable, Sendable {
        var timing: Repeat
        private enum CodingKeys: String, CodingKey { case timing = "repeat" }
    }
    struct DoseAndRate: Codable, Hashable, Sendable { var doseQuantity: Quantity }
    struct Dosage: Codable, Hashable, Sendable {
        var sequence: Int
        /// Of a liquid, whose label asks for milligrams and millilitres both.
        var text: String?
        /// How to make the dose: beside the structure, never in place of it, so that the two cannot differ.
        var additionalInstruction: [Concept]
        var timing: Timing
        var route: Concept
        var doseAndRate: [DoseAndRate]
    }

    var resourceType = "MedicationRequest"
    var id: String
    var status = "draft"
    var intent = "order"
    var medicationCodeableConcept: Concept
    var subject: Reference
    var authoredOn: CalendarDay
    var note: [[String: String]]
    var dosageInstruction: [Dosage]

    /// Doses are told in milligrams; how to make them of tablets stands beside them.
    init(_ plan: TaperPlan, id: String = "taper") {
        self.id = id
        medicationCodeableConcept = Concept(
            coding: [
                Coding(
                    system: "http://www.nlm.nih.gov/research/umls/rxnorm", code: Ingredient.baclofenRxNormCode,
                    display: "baclofen")
            ], text: plan.medication.text)
        subject = Reference(reference: "Patient/\(plan.patientId.rawValue)")
        authoredOn = plan.startsOn
        let ends = plan.steps.dropFirst().map(\.day) + [plan.totalDays + 1]
        let taken = zip(plan.steps, ends).filter { !$0.0.doses.isEmpty }
        dosageInstruction = taken.enumerated().flatMap { index, step in
            step.0.doses.map { Dosage($0, sequence: index + 1, days: step.1 - step.0.day) }
        }
        note = [["text": TaperWords.standing(plan)]]
        note.append(["text": "Nothing from \(plan.firstFreeDay) on. " + TaperWords.caution])
    }
}

extension TaperOrder.Dosage {
    fileprivate init(_ dose: ScheduledDose, sequence: Int, days: Int) {
        self.sequence = sequence
        let code = ["morning": "MORN", "midday": "NOON", "evening": "EVE", "bedtime": "HS"][dose.time]
        text = dose.milliliters == nil ? nil : TaperWords.bothUnits(dose)
        additionalInstruction = [TaperOrder.Concept(coding: nil, text: "\(TaperWords.product(dose)), \(dose.time)")]
        timing = TaperOrder.Timing(
            timing: TaperOrder.Repeat(
                boundsDuration: TaperOrder.Quantity(value: Double(days), unit: "d", code: "d"),
                when: code.map { [$0] }, timeOfDay: code == nil ? [dose.time + ":00"] : nil))
        route = TaperOrder.Concept(
            coding: [TaperOrder.Coding(system: "http://snomed.info/sct", code: "26643006", display: "Oral route")])
        doseAndRate = [
            TaperOrder.DoseAndRate(
                doseQuantity: TaperOrder.Quantity(value: dose.milligrams, unit: "mg", code: "mg"))
        ]
    }
}
