import FHIRModels
import MedicationCatalog
import MedicationDomain

/// Medicines as the catalogue recognises them; what it does not recognise keeps its text.
struct MedicineReading: Sendable {
    var catalog: MedicationCatalog
    /// Medicines that were met lately: most orders of a hospital are for the same few hundred products.
    let recent = RecentAnswers<WrittenMedicine, Medication>(limit: 4096)

    func read(_ choice: FHIRMedicationChoice, in references: ReferenceScope) -> Medication {
        switch choice {
        case .concept(let concept): return read(concept)
        case .reference(let reference):
            guard case .medication(let medication) = references.resolve(reference) else {
                return catalog.recognize(text: reference.display).medication.named(reference.display)
            }
            return read(medication, named: reference.display)
        }
    }

    /// The medicine as it acts by that route: a nasal spray of an opioid is no local one, however it is written.
    func settled(_ medication: Medication, by route: Route?) -> Medication {
        guard let form = route?.localForm, medication.form == nil || medication.form?.isLocal == true else {
            return medication
        }
        let actsOnWholeBody = medication.ingredients.contains { ingredient in
            catalog.entry(named: ingredient.name)?.wholeBodyForms.contains(form) == true
        }
        guard actsOnWholeBody else { return medication }
        var copy = medication
        copy.form = .other
        return copy
    }

    func read(_ concept: FHIRCodeableConcept) -> Medication {
        let written = WrittenMedicine(concept)
        return written.isRemembered ? recent.answer(to: written) { readAnew(written) } : readAnew(written)
    }

    /// What `read` remembers.
    func readAnew(_ written: WrittenMedicine) -> Medication {
        let recognition = catalog.recognize(codings: written.codings, text: written.name)
        var medication = recognition.medication.named(written.name ?? written.firstCode)
        // Code and text name different strengths: what is counted in tablets is then a guess, and nobody guesses.
        if recognition.notes.contains(RecognitionNote.strengthsDiffer) { medication.strength = nil }
        let remarks = recognition.notes.filter(RecognitionNote.mattersToPeople.contains)
        if !remarks.isEmpty { medication.remarks = remarks }
        return medication
    }

    /// A medicine sent as a resource: its code, else its ingredients; its strength where the code tells none.
    private func read(_ resource: FHIRMedication, named display: String?) -> Medication {
        var medication = resource.code.map(read) ?? catalog.recognize(text: display).medication.named(display)
        let active = resource.ingredients.filter { $0.isActive != false }
        if !medication.isRecognized {
            for ingredient in active {
                guard case .concept(let concept) = ingredient.item else { continue }
                let found = read(concept)
                if medication.ingredientRxNormCode == nil {
                    medication.ingredientRxNormCode = found.ingredientRxNormCode
                }
                medication.ingredients += found.ingredients.filter { !medication.ingredients.contains($0) }
            }
        }
        if medication.strength == nil, active.count == 1, let ratio = active[0].strength {
            medication.strength = ratio.medicineStrength
        }
        return medication
    }
}

extension Medication {
    /// Nothing is ever left without a name.
    fileprivate func named(_ name: String?) -> Medication {
        guard text.isEmpty else { return self }
        var copy = self
        copy.text = name ?? "unnamed medicine"
        return copy
    }
}

extension FHIRRatio {
    /// Milligrams in one unit or one millilitre.
    fileprivate var medicineStrength: Strength? {
        guard let amount = numerator?.doseAmount, let per = denominator?.value?.value ?? (denominator == nil ? 1 : nil),
            per > 0
        else { return nil }
        let factor: Double
        switch amount.unit {
        case .milligram: factor = 1
        case .microgram: factor = 0.001
        case .gram: factor = 1000
        case .milliliter, .unit, .other: return nil
        }
        let milligrams = amount.high * factor / per
        switch denominator?.doseUnit {
        case .milliliter: return Strength(milligramsPerMilliliter: milligrams)
        case .unit, nil: return Strength(milligramsPerUnit: milligrams)
        case .milligram, .microgram, .gram: return nil
        case .other:
            let hasUnit = denominator?.code != nil || denominator?.unit != nil
            return hasUnit ? nil : Strength(milligramsPerUnit: milligrams)
        }
    }
}
