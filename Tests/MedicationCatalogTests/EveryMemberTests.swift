import KnowledgeFiles
import MedicationDomain
import Testing

@testable import MedicationCatalog

private let rxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
private let atc = "http://www.whocc.no/atc"

/// Every entry of the catalogue, tried in every way it can arrive.
struct EveryMemberTests {
    let catalog: MedicationCatalog
    init() throws { catalog = try .standard }

    @Test func membersOfTheClinicalListAreAllThere() {
        #expect(catalog.entries.filter { $0.rxNorm != nil }.count > 220)
        for name in ["phenibut", "zuranolone", "remimazolam", "cenobamate", "brivaracetam", "zonisamide"]
            + ["valerian", "kava", "scopolamine", "mixed-salt oxybates", "suvorexant", "warfarin", "baclofen"]
        { #expect(catalog.entry(named: name) != nil, "\(name)") }
    }

    @Test func everyMemberIsKnownByItsRxNormCode() {
        for entry in catalog.entries {
            guard let code = entry.rxNorm?.value else { continue }
            let recognition = catalog.recognize(codings: [(rxNorm, code)])
            #expect(recognition.basis == .rxNorm)
            #expect(recognition.medication.ingredients == [entry.ingredient])
            #expect(recognition.medication.ingredientRxNormCode == code)
            #expect(recognition.medication.text == entry.name)
        }
    }

    @Test func everyMemberIsKnownByEachOfItsATCCodes() {
        for entry in catalog.entries {
            for code in entry.atc?.value ?? [] {
                let recognition = catalog.recognize(codings: [(atc, code)])
                #expect(recognition.basis == .atc, "\(code)")
                #expect(recognition.medication.ingredients == [entry.ingredient], "\(code)")
            }
        }
    }

    @Test func everyMemberIsKnownByNameInCapitalsWithStrengthAndForm() {
        for entry in catalog.entries {
            for name in [entry.name] + entry.synonyms + (entry.brands?.value ?? []) {
                let recognition = catalog.recognize(text: "\(name.uppercased()) 10MG TABS")
                #expect(recognition.basis == .name, "\(name)")
                #expect(recognition.medication.ingredients == [entry.ingredient], "\(name)")
                #expect(recognition.medication.strength == Strength(milligramsPerUnit: 10), "\(name)")
                // The name of some brands says that they work for hours.
                let form: DoseForm = name.lowercased().hasSuffix("contin") ? .extendedReleaseTablet : .tablet
                #expect(recognition.medication.form == form, "\(name)")
            }
        }
    }

    @Test func everyCombinationIsKnownByItsNamesAndByItsIngredientsInAnyOrder() {
        for combination in catalog.combinations {
            let joined = [combination.ingredients, combination.ingredients.reversed()].map { $0.joined(separator: "-") }
            for name in joined + combination.synonyms + (combination.brands?.value ?? []) {
                let medication = catalog.recognize(text: name).medication
                #expect(medication.ingredients.first?.name == combination.leading, "\(name)")
                #expect(Set(medication.ingredients.map(\.name)) == Set(combination.ingredients), "\(name)")
            }
        }
    }

    @Test func everyCodeHasASourceUnlessItSaysItIsUnverified() {
        for entry in catalog.entries {
            if let code = entry.rxNorm { #expect(!code.citations.isEmpty || code.evidence == .unverified) }
            if let codes = entry.atc { #expect(!codes.citations.isEmpty || codes.evidence == .unverified) }
            for product in entry.products { #expect(!product.citations.isEmpty) }
        }
    }
}
